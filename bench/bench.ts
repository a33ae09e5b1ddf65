// npm run bench [-- PART...] [--quick] [--json FILE] [--profile FOLDER]: figures beside what this machine can do at best.
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { reading } from "./email/reading.ts";
import { type Figure, printTable } from "./figures.ts";
import { audit } from "./parts/audit.ts";
import { guard } from "./parts/guard.ts";
import { live } from "./parts/live.ts";
import { messages } from "./parts/messages.ts";
import { pages } from "./parts/pages.ts";
import type { Context, Effort, Part } from "./parts/part.ts";
import { report } from "./parts/report.ts";
import { screen } from "./parts/screen.ts";
import { search } from "./parts/search.ts";
import { strike } from "./parts/stage.ts";
import { start } from "./parts/start.ts";

const parts: Record<string, Part> = {
  messages,
  live,
  pages,
  search,
  start,
  screen,
  audit,
  guard,
  report,
  email: reading,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    profile: { type: "string" },
  },
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`bench: there is no part "${unknown[0]}". Known: ${Object.keys(parts).join(", ")}.`);
  process.exitCode = 2;
} else {
  // Ctrl-C ends through "exit", where every process of ours is ended.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const figures = await measureParts(positionals.length > 0 ? positionals : Object.keys(parts));
  printTable(figures);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  const missed = figures.filter((each) => each.ok === false);
  if (missed.length > 0) console.log(`${missed.length} missed their target.`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

async function measureParts(names: string[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  const context: Context = { large: null };
  try {
    for (const name of names) {
      process.stderr.write(`${parts[name]!.title}\n`);
      figures.push(...(await parts[name]!.run(effort(), context)));
    }
  } finally {
    if (context.large) await strike(context.large);
  }
  return figures;
}

function effort(): Effort {
  const profileDir = values.profile ? resolve(values.profile) : null;
  if (profileDir) mkdirSync(profileDir, { recursive: true });
  return values.quick
    ? { quick: true, rounds: 1, warmMs: 500, measureMs: 1500, profileDir }
    : { quick: false, rounds: 3, warmMs: 1000, measureMs: 3000, profileDir };
}
