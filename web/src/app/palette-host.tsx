import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { loadSavedViews, savedViews } from "../features/views/saved-views.ts";
import { loadNamespaces } from "../i18n/i18n.ts";
import { changePreferences, type Density, densityOf, preferences } from "./preferences.ts";
import { TypedAhead } from "./typed-ahead.tsx";
import { useCommand } from "./use-command.ts";

const fetchPalette = () => import("./palette.tsx").then((file) => ({ default: file.Palette }));
const fetchSheet = () => import("./shortcut-sheet.tsx").then((file) => ({ default: file.ShortcutSheet }));
const Palette = lazy(fetchPalette);
const ShortcutSheet = lazy(fetchSheet);
const densities: Density[] = ["compact", "normal", "roomy"];

/** The palette and the sheet, on every screen of the desk. Fetched while nothing happens, so that they open at once. */
export function PaletteHost() {
  const [open, setOpen] = useState<"palette" | "sheet" | null>(null);
  const navigate = useNavigate();
  useEffect(() => {
    const warm = () => void makeReady();
    if ("requestIdleCallback" in window) requestIdleCallback(warm, { timeout: 4000 });
    else setTimeout(warm, 1500);
  }, []);
  const [isReady, setReady] = useState(false);
  const show = (what: "palette" | "sheet") => {
    void makeReady().then(() => setReady(true));
    setOpen((now) => (now === what ? null : what));
  };
  useCommand("app.palette", () => show("palette"));
  useCommand("app.shortcuts", () => show("sheet"));
  useCommand("app.search", () => void navigate({ to: "/search", search: {} }));
  useCommand("app.signOut", () => void signOut());
  useCommand("app.density", () => {
    const kept = preferences.get().density;
    const at = densities.indexOf(densityOf("*", preferences.get()));
    changePreferences({ density: { ...kept, "*": densities[(at + 1) % densities.length] ?? "roomy" } });
  });
  const close = () => setOpen(null);
  if (open && !isReady) return <TypedAhead />;
  return (
    <Suspense fallback={<TypedAhead />}>
      {open === "palette" && <Palette onClose={close} />}
      {open === "sheet" && <ShortcutSheet onClose={close} />}
    </Suspense>
  );
}

let ready: Promise<unknown> | undefined;

function makeReady(): Promise<unknown> {
  ready ??= Promise.all([loadNamespaces(["palette", "commands", "settings"]), fetchPalette(), fetchSheet()]);
  ready.catch(() => {
    ready = undefined;
  });
  if (savedViews.get().length === 0) void loadSavedViews().catch(() => {});
  return ready;
}

/** Everything of the page goes with the session: nothing of one person's is left for the next. */
async function signOut(): Promise<void> {
  await fetch("/api/auth/sign-out", {
    method: "POST",
    headers: { "content-type": "application/json", "x-amends": "1" },
    body: "{}",
  }).catch(() => {});
  location.assign("/sign-in");
}
