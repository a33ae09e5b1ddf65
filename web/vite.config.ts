import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.AMENDS_SERVER ?? "http://127.0.0.1:4400";

/** Of the shell, what opens later: the palette, the shortcut sheet and the routes' own screens. */
const lazyGround =
  /app\/(palette|shortcut-(?!match|choice|s?\.)|use-palette|main)|ui\/(dialog|menu|picker|field|switch)/;

/** Fetched only when they open, however they are named: never in a group. */
const later =
  /(-menus?|-pickers?|-dialog|-sheet|-section|-part|reply-guard|bulk-bar|image-viewer|guard-card|guard-list|rich-editor|customer-panel)\.tsx$/;

const chunkGroups = [
  {
    name: "editor",
    test: /node_modules\/(@tiptap|prosemirror|orderedmap|rope-sequence|w3c-keyname)|editor\/(guard-marks|text-places)/,
    priority: 9,
  },
  {
    name: "overlays",
    test: /node_modules\/(@base-ui|@floating-ui|tabbable|reselect)|src\/ui\/(dialog|menu|picker)/,
    priority: 8,
  },
  {
    name: "vendor",
    test: /node_modules\/(react|react-dom|scheduler|react-i18next|i18next|use-sync-external-store|html-parse-stringify|void-elements|@tanstack\/(react-router|router-core|history|store|react-store))\//,
    priority: 10,
  },
  {
    name: "ground",
    test: (id: string) =>
      /src\/(live|app|ui|i18n)\/[\w.-]+\.tsx?$|server\/src\/.*rules\.ts$/.test(id) && !lazyGround.test(id),
    priority: 6,
  },
  {
    name: "inbox",
    test: (id: string) =>
      /src\/features\/(inbox|views|conversations|messages|composer|commitments|guard)\//.test(id) &&
      !later.test(id),
    priority: 5,
  },
];

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react(), tailwindcss()],
  server: {
    host: "127.0.0.1",
    port: Number(process.env.AMENDS_WEB_PORT ?? 4401),
    proxy: { "/api": { target: server, ws: true }, "/widget.js": server, "/widget": server, "/shop": server },
  },
  build: {
    outDir: "dist",
    target: "es2023",
    // The server's content policy allows no data: fonts or scripts, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Left alone, the first screen is fifty small files; these six are what a screen really needs together.
    rolldownOptions: {
      output: { codeSplitting: { groups: chunkGroups, includeDependenciesRecursively: false } },
    },
    reportCompressedSize: true,
  },
});
