// Runs the test files named on the command line one after the other in this one process. Each file becomes a suite,
// so that its "before" and "after" belong to it alone; Node's own way to run without a process per file runs the
// hooks of all files together, which would keep every app of every file open at once.
import { relative, resolve } from "node:path";
import { suite } from "node:test";

const root = resolve(import.meta.dirname, "..", "..");
const limitMs = 10 * 60_000;

for (const file of process.argv.slice(2)) {
  suite(relative(root, file), { timeout: limitMs }, async () => {
    await import(file);
  });
}
