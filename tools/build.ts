// npm run build: the web app to web/dist and the widget to widget/dist. --if-needed: only what changed since.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const root = join(import.meta.dirname, "..");

type Part = { name: string; entry: string; sources: string[]; program(): string[] };

// The browser runs the server's contracts and rules, so a change there changes the parts too.
const shared = [
  "server/src/**/*.contract.ts",
  "server/src/**/*.rules.ts",
  "server/src/{contract,guard,rules}.ts",
  "server/src/features/guard/*.{json,bin}",
  "server/src/lib/**",
  "package-lock.json",
];

const parts: Part[] = [
  {
    name: "web",
    entry: "web/index.html",
    sources: ["web/src/**", "web/public/**", "web/*.*", ...shared],
    program: () => [vite(), "build", "--logLevel", "warn"],
  },
  {
    name: "widget",
    entry: "widget/build.ts",
    sources: ["widget/src/**", "widget/*.*", ...shared],
    program: () => [join(root, "widget", "build.ts")],
  },
];

const isLazy = process.argv.includes("--if-needed");
for (const part of parts) {
  if (!existsSync(join(root, part.entry)) || (isLazy && isFresh(part))) continue;
  const startedAt = new Date();
  execFileSync(process.execPath, part.program(), { cwd: join(root, part.name), stdio: "inherit" });
  compress(join(root, part.name, "dist"));
  remember(part, startedAt);
  console.log(`Built ${part.name} in ${((Date.now() - startedAt.getTime()) / 1000).toFixed(1)} s.`);
}

// Beside each file its compressed twins, made once with patience instead of at every request in haste.
function compress(folder: string): void {
  for (const name of globSync("**/*.{js,css,svg,json}", { cwd: folder })) {
    const bytes = readFileSync(join(folder, name));
    if (bytes.length < 1024) continue;
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
  }
}

function isFresh(part: Part): boolean {
  const builtAt = statSync(mark(part), { throwIfNoEntry: false })?.mtimeMs;
  if (builtAt === undefined || !existsSync(join(root, part.name, "dist"))) return false;
  return globSync(part.sources, { cwd: root }).every((file) => statSync(join(root, file)).mtimeMs < builtAt);
}

// Dated at the beginning of the build: what is saved while it runs may not be in it.
function remember(part: Part, startedAt: Date): void {
  mkdirSync(dirname(mark(part)), { recursive: true });
  writeFileSync(mark(part), "");
  utimesSync(mark(part), startedAt, startedAt);
}

function mark(part: Part): string {
  return join(root, "node_modules", ".cache", "amends", `${part.name}-built`);
}

function vite(): string {
  const manifest = createRequire(join(root, "web", "package.json")).resolve("vite/package.json");
  return join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.vite);
}
