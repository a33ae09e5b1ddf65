import { Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { Rail } from "./rail.tsx";
import { listenForShortcuts } from "./shortcuts.ts";
import "../styles/desk.css";

/** The frame around every screen of the desk: the rail, the shortcuts, and whatever the route shows. */
export function DeskScreen() {
  useEffect(listenForShortcuts, []);
  return (
    <div className="desk">
      <Rail />
      <Outlet />
    </div>
  );
}
