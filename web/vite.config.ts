import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = process.env.AMENDS_SERVER ?? "http://127.0.0.1:4400";

export default defineConfig(async ({ command }) => ({
  root: import.meta.dirname,
  base: "/",
  plugins: [react(), tailwindcss(), ...(command === "serve" ? await developmentPlugins() : [])],
  server: {
    host: "127.0.0.1",
    port: Number(process.env.AMENDS_WEB_PORT ?? 4401),
    proxy: process.env.AMENDS_FAKE
      ? {}
      : { "/api": { target: server, ws: true }, "/widget.js": server, "/shop": server },
  },
  build: {
    outDir: "dist",
    target: "es2023",
    // The server's content policy allows no data: fonts or scripts, so nothing may be inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
}));

/** With AMENDS_FAKE=1 the screens run on fixtures, without a server or a database. */
async function developmentPlugins(): Promise<Plugin[]> {
  if (!process.env.AMENDS_FAKE) return [];
  const { fakeApi } = await import("./dev/fake-api.ts");
  return [fakeApi()];
}
