import "../styles/app.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "../i18n/i18n.ts";
import { rememberedLocale } from "./preferences.ts";
import { router } from "./router.tsx";

// Most visits begin in the inbox: its code comes while the session is being asked for, not after.
if (/^\/(inbox|$)/.test(location.pathname)) {
  void import("./desk-screen.tsx");
  void import("../features/inbox/inbox-page.tsx");
}

const place = document.getElementById("root");
if (place) {
  await startI18n(rememberedLocale(), ["app"]);
  createRoot(place).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  );
}
