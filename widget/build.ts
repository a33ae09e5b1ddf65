import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";

/**
 * Builds the widget into `dist` and fails when it grows over its budget. The widget stands on other people's pages:
 * these bytes are theirs (ux.md 2.4).
 */
const limits = { loader: 3072, firstOpen: 40_960, lazyTogether: 92_160 };
const here = import.meta.dirname;
const dist = join(here, "dist");
const languages = ["en", "nl", "sv", "it", "de"];

const shared: BuildOptions = {
  bundle: true,
  minify: true,
  target: ["es2022", "safari16"],
  loader: { ".css": "text" },
  legalComments: "none",
  logLevel: "warning",
  plugins: [
    {
      name: "small-css",
      setup(api) {
        api.onLoad({ filter: /\.css$/ }, async ({ path }) => {
          const { outputFiles } = await build({
            entryPoints: [path],
            minify: true,
            write: false,
            target: "safari16",
          });
          return { contents: outputFiles[0]!.text.trim(), loader: "text" };
        });
      },
    },
  ],
};

export interface Sizes {
  loader: number;
  firstOpen: number;
  lazyTogether: number;
}

export async function buildWidget(): Promise<Sizes> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const app = await build({
    ...shared,
    entryPoints: [join(here, "src/app.ts"), ...languages.map((code) => join(here, `src/words/${code}.json`))],
    format: "esm",
    splitting: true,
    outdir: dist,
    entryNames: "[name]-[hash]",
    chunkNames: "part-[hash]",
    metafile: true,
  });
  const outputs = Object.entries(app.metafile.outputs);
  const built = (source: string) =>
    outputs.find(([, { entryPoint }]) => entryPoint?.endsWith(source))?.[0] ?? "";
  const parts = Object.fromEntries([
    ["app", basename(built("src/app.ts"))],
    ...languages.map((code) => [code, basename(built(`words/${code}.json`))]),
  ]);
  await build({
    ...shared,
    entryPoints: [join(here, "src/loader.ts")],
    format: "iife",
    outfile: join(dist, "widget.js"),
    define: { parts: JSON.stringify(parts) },
  });
  writeFileSync(join(dist, "parts.json"), `${JSON.stringify(parts, null, 2)}\n`);
  return measure(eagerParts(parts.app!, app.metafile.outputs), parts);
}

/** The app and whatever it imports at once. */
function eagerParts(
  app: string,
  outputs: Record<string, { imports: { path: string; kind: string }[] }>,
): Set<string> {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const eager = new Set([app]);
  for (const name of eager)
    for (const { path, kind } of byName.get(name)?.imports ?? [])
      if (kind === "import-statement") eager.add(basename(path));
  return eager;
}

function measure(eager: Set<string>, parts: Record<string, string>): Sizes {
  const size = (name: string) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length;
  const words = languages.map((code) => parts[code]!);
  const lazy = readdirSync(dist).filter(
    (name) => name.endsWith(".js") && name !== "widget.js" && !eager.has(name) && !words.includes(name),
  );
  const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + size(name), 0);
  return {
    loader: size("widget.js"),
    firstOpen: size("widget.js") + sum(eager) + Math.max(...words.map(size)),
    lazyTogether: sum(lazy),
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const sizes = await buildWidget();
  const over = (Object.keys(limits) as (keyof Sizes)[]).filter((part) => sizes[part] > limits[part]);
  if (values.json) console.log(JSON.stringify({ sizes, limits }));
  else
    for (const part of Object.keys(limits) as (keyof Sizes)[])
      console.log(`widget ${part}: ${sizes[part]} bytes gzipped, limit ${limits[part]}`);
  for (const part of over)
    console.error(
      `The widget's ${part} has ${sizes[part]} bytes gzipped; ${limits[part]} are allowed. Make it smaller.`,
    );
  if (over.length > 0) process.exitCode = 1;
}
