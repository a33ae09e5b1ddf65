import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const states = ["works", "partly", "not yet"];

type Row = { id: string; state: string; tests: { file: string; name: string }[] };

const rows: Row[] = readFileSync(join(root, "docs", "failures.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| F\d\d\b/.test(line))
  .map((line) => {
    const cells = line.split(" | ").map((cell) => cell.replaceAll("|", "").trim());
    const told = cells[cells.length - 1]!;
    return {
      id: cells[0]!,
      state: cells[1]!.replaceAll("_", ""),
      tests: [...told.matchAll(/`([\w./-]+\.test\.ts)`: "([^"]+)"/g)].map(([, file, name]) => ({
        file: file!,
        name: name!,
      })),
    };
  });

test("each of the 51 failures has exactly one row, with a state", () => {
  const expected = Array.from({ length: 51 }, (_, i) => `F${String(i + 1).padStart(2, "0")}`);
  assert.deepEqual(
    rows.map((row) => row.id),
    expected,
  );
  assert.deepEqual(
    rows.filter((row) => !states.includes(row.state)).map((row) => `${row.id} is "${row.state}"`),
    [],
  );
});

test("what works, or works in part, names the tests that fail without it; what does not names none", () => {
  const unproven = rows.filter((row) => row.state !== "not yet" && row.tests.length === 0);
  const boasting = rows.filter((row) => row.state === "not yet" && row.tests.length > 0);
  assert.deepEqual(
    [...unproven, ...boasting].map((row) => row.id),
    [],
  );
});

test("every test that a row names is in the file it names", () => {
  const missing = rows.flatMap((row) =>
    row.tests
      .filter(({ file, name }) => !hasTest(file, name))
      .map(({ file, name }) => `${row.id}: ${file} has no test "${name}"`),
  );
  assert.deepEqual(missing, []);
});

function hasTest(file: string, name: string): boolean {
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, "utf8").includes(`test("${name}"`);
}
