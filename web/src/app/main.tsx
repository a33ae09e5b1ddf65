import "../styles/app.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "../i18n/i18n.ts";
import { rememberedLocale } from "./preferences.ts";
import { router } from "./router.tsx";

const place = document.getElementById("root");
if (place) {
  await startI18n(rememberedLocale(), ["app"]);
  createRoot(place).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  );
}
