import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import "../styles/desk.css";
import { useGoCommands } from "./go-commands.ts";
import { Rail } from "./rail.tsx";
import { listenForShortcuts } from "./shortcuts.ts";
import { startDesk } from "./start-desk.ts";
import { mayUndo, undoLatest } from "./undo.ts";
import { useCommand } from "./use-command.ts";

/** The frame around every screen of the desk: the rail, the shortcuts, the live line, and whatever the route shows. */
export function DeskScreen() {
  useEffect(listenForShortcuts, []);
  useEffect(startDesk, []);
  useGoCommands();
  useCommand("app.undo", () => void undoLatest(), { when: mayUndo });
  return (
    <div className="desk">
      <Rail />
      <Outlet />
    </div>
  );
}
