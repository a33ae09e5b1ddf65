// npm run check: format, lint, types, sizes, links. Says everything that is wrong, not only the first thing.
import { execFileSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { findBrokenLinks } from "./checking/links.ts";
import { findOversized } from "./checking/sizes.ts";

const root = join(import.meta.dirname, "..");

type Check = { name: string; run(): string[] };

const checks: Check[] = [
  // Its warnings are advice and do not fail; show them when there is something to fix anyway.
  { name: "format and lint", run: () => program("biome", "check", "--max-diagnostics=60", ".") },
  ...["", "web", "widget"].filter(hasTypes).map((folder) => ({
    name: `types ${folder || "server, tools"}`,
    run: () => program("tsc", "--noEmit", "-p", folder || "."),
  })),
  { name: "sizes", run: () => findOversized(root, ownFiles()) },
  { name: "links in documents", run: () => findBrokenLinks(root, ownFiles()) },
];

let failures = 0;
for (const check of checks) {
  const startedAt = performance.now();
  const problems = check.run();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  for (const problem of problems) console.log(problem);
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${check.name} (${seconds} s)`);
  if (problems.length > 0) failures++;
}
console.log(failures === 0 ? "All checks passed." : `${failures} of ${checks.length} checks failed.`);
process.exitCode = failures === 0 ? 0 : 1;

function hasTypes(folder: string): boolean {
  const hasSources =
    folder === "" || globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: isForeign }).length > 0;
  return hasSources && existsSync(join(root, folder, "tsconfig.json"));
}

function isForeign(path: string): boolean {
  return /(^|\/)(node_modules|dist)(\/|$)/.test(path);
}

function program(name: string, ...args: string[]): string[] {
  try {
    execFileSync(join(root, "node_modules", ".bin", name), args, {
      cwd: root,
      stdio: "pipe",
      maxBuffer: 64 << 20,
    });
    return [];
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    return [`${stdout ?? ""}${stderr ?? ""}`.trim() || String(error)];
  }
}

/** What is or is about to be in the repository. */
function ownFiles(): string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  return list
    .toString()
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(root, file)));
}
