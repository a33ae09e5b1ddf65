import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const documents = globSync(["*.md", "docs/**/*.md"], { cwd: root });

type Manifest = { license?: string; scripts?: Record<string, string>; [kind: string]: unknown };
const manifestFiles = ["package.json", "server/package.json", "web/package.json", "widget/package.json"];
const manifests = manifestFiles.map((path) => JSON.parse(read(path)) as Manifest);

test("every direct dependency has its row, and every row a dependency", () => {
  const direct = new Set(
    manifests.flatMap((manifest) =>
      [manifest.dependencies, manifest.devDependencies].flatMap((each) => Object.keys(each ?? {})),
    ),
  );
  const rows = read("docs/decisions/0009-dependencies.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...line.split("|")[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!));
  const unexplained = [...direct].filter((name) => !rows.includes(name));
  const gone = rows.filter((name) => !direct.has(name));
  assert.deepEqual(
    { unexplained, gone },
    { unexplained: [], gone: [] },
    "docs/decisions/0009-dependencies.md",
  );
});

test("every decision stands in the list of decisions", () => {
  const list = read("docs/decisions/README.md");
  const missing = globSync("docs/decisions/[0-9]*.md", { cwd: root })
    .map((path) => path.split("/").at(-1)!)
    .filter((name) => !list.includes(`(${name})`));
  assert.deepEqual(missing, []);
});

test("every command that a document tells to type is there", () => {
  const commands = new Set(
    [...read("server/src/cli.ts").matchAll(/^ {2}(\w+): async \(\) => \(await import\("\.\/commands/gm)].map(
      (match) => match[1]!,
    ),
  );
  const scripts = new Set(manifests.flatMap((manifest) => Object.keys(manifest.scripts ?? {})));
  const unknown = documents.flatMap((path) => {
    const text = read(path);
    const amends = [...text.matchAll(/\bnpx amends ([a-z]+)/g)].map((match) => match[1]!);
    const runs = [...text.matchAll(/\bnpm run ([a-z:]+)/g)].map((match) => match[1]!);
    return [
      ...amends.filter((name) => !commands.has(name)).map((name) => `${path}: npx amends ${name}`),
      ...runs.filter((name) => !scripts.has(name)).map((name) => `${path}: npm run ${name}`),
    ];
  });
  assert.deepEqual(unknown, []);
});

test("the licence is the one that the packages name", () => {
  const text = read("LICENSE");
  assert.match(text, /GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3, 19 November 2007/);
  assert.match(text, /END OF TERMS AND CONDITIONS/);
  for (const manifest of manifests) assert.equal(manifest.license, "AGPL-3.0-or-later");
});

test("documents speak calmly", () => {
  const loud = documents
    .filter((path) => /!(?=\s|$)/m.test(proseOf(read(path))))
    .map((path) => `${path} has an exclamation mark`);
  assert.deepEqual(loud, []);
});

/** Without code, quotations and links, which have signs of their own. */
function proseOf(text: string): string {
  return text
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/`[^`]*`/g, "")
    .replace(/!\[/g, "[");
}
