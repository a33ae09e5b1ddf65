import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes as a browser gets them, gzipped; null where it has not been built. */
export interface ScriptSizes {
  /** Every script that the agents' page names in its head, so before anything is clicked. */
  webInitial: number | null;
  widgetLoader: number | null;
  /** Loader, app and the largest language, until the widget stands open. */
  widgetFirstOpen: number | null;
}

export function scriptSizes(root: string): ScriptSizes {
  return { webInitial: webInitial(join(root, "web", "dist")), ...widget(join(root, "widget", "dist")) };
}

function webInitial(dist: string): number | null {
  if (!existsSync(join(dist, "index.html"))) return null;
  const page = readFileSync(join(dist, "index.html"), "utf8");
  const scripts = [
    ...page.matchAll(/<(?:script[^>]*\ssrc|link[^>]*rel="modulepreload"[^>]*\shref)="([^"]+)"/g),
  ];
  return scripts.reduce((sum, [, path]) => sum + zipped(join(dist, path!)), 0);
}

function widget(dist: string): Pick<ScriptSizes, "widgetLoader" | "widgetFirstOpen"> {
  if (!existsSync(join(dist, "parts.json"))) return { widgetLoader: null, widgetFirstOpen: null };
  const { app, ...languages } = JSON.parse(readFileSync(join(dist, "parts.json"), "utf8")) as Record<
    string,
    string
  >;
  const loader = zipped(join(dist, "widget.js"));
  const words = Object.values(languages).map((file) => zipped(join(dist, file)));
  const eager = [...eagerFiles(dist, app!)].reduce((sum, file) => sum + zipped(join(dist, file)), 0);
  return { widgetLoader: loader, widgetFirstOpen: loader + eager + Math.max(...words) };
}

/** The app and whatever it imports at once, not what it fetches when it is needed. */
function eagerFiles(dist: string, app: string): Set<string> {
  const present = new Set(readdirSync(dist));
  const eager = new Set([app]);
  for (const file of eager) {
    const text = readFileSync(join(dist, file), "utf8");
    for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g))
      if (present.has(name!)) eager.add(name!);
  }
  return eager;
}

function zipped(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}
