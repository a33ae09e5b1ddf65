import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { loadNamespaces } from "../i18n/i18n.ts";
import "../styles/desk.css";
import { guardedNow } from "./desk.ts";
import { useGoCommands } from "./go-commands.ts";
import { PaletteHost } from "./palette-host.tsx";
import { Rail } from "./rail.tsx";
import { listenForShortcuts } from "./shortcuts.ts";
import { startDesk } from "./start-desk.ts";
import { mayUndo, undoLatest } from "./undo.ts";
import { useCommand } from "./use-command.ts";

/** The frame around every screen of the desk: the rail, the shortcuts, the live line, and whatever the route shows. */
export function DeskScreen() {
  useEffect(listenForShortcuts, []);
  useEffect(startDesk, []);
  useEffect(followNotices, []);
  useEffect(followGuarded, []);
  useGoCommands();
  useCommand("app.undo", () => void undoLatest(), { when: mayUndo });
  return (
    <div className="desk">
      <Rail />
      <Outlet />
      <PaletteHost />
    </div>
  );
}

function followGuarded(): () => void {
  return guardedNow.subscribe(() => {
    const outgoing = guardedNow.get();
    if (outgoing) void import("../features/guard/tell-guarded.ts").then((file) => file.tellGuarded(outgoing));
  });
}

/** Fetched behind the first screen: nothing is told before there is something to be told about. */
function followNotices(): () => void {
  let stop: (() => void) | undefined;
  let left = false;
  const words = loadNamespaces(["notices"]);
  Promise.all([import("../features/notices/start-notices.ts"), words]).then(
    ([{ startNotices }]) => {
      if (!left) stop = startNotices();
    },
    () => {},
  );
  return () => {
    left = true;
    stop?.();
  };
}
