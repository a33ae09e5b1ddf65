import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Figures, figuresMark } from "./reporter.ts";

const root = join(import.meta.dirname, "..", "..");

export type Shard = { title: string; files: string[]; env?: Record<string, string> };

/** Runs the files in one process and prints their failures and one line when they are through. */
export async function runShard({ title, files, env = {} }: Shard): Promise<Figures> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, nodeArguments(files), {
    cwd: root,
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let figures: Figures | undefined;
  let output = "";
  const take = (chunk: Buffer) => (output += chunk);
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const lines = output.split("\n").filter((line) => {
    if (!line.startsWith(figuresMark)) return true;
    figures = JSON.parse(line.slice(figuresMark.length));
    return false;
  });
  const text = lines.join("\n").trimEnd();
  if (text) console.log(text);
  const result = honest(figures, code);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${title}: ${sentence(result)} (${seconds} s)`);
  return result;
}

export function sentence({ passed, failed, skipped }: Figures): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function nodeArguments(files: string[]): string[] {
  return [
    `--test-reporter=${join(import.meta.dirname, "reporter.ts")}`,
    "--test-reporter-destination=stdout",
    // A connection somebody forgot to close must not hang the whole run.
    "--test-force-exit",
    join(import.meta.dirname, "shard.ts"),
    ...files,
  ];
}

/** A process that died, or that found nothing to run, has not passed. */
function honest(figures: Figures | undefined, code: number | null): Figures {
  if (!figures) {
    console.log(
      `  FAILED: the test process ended with ${code === null ? "a signal" : `code ${code}`} and no result`,
    );
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const hasRun = figures.passed + figures.failed + figures.skipped > 0;
  return (code !== 0 || !hasRun) && figures.failed === 0 ? { ...figures, failed: 1 } : figures;
}
