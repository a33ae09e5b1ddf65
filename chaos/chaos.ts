// npm run chaos [-- server|database|backend|both...] [--kills N] [--seed N] [--json FILE]: kill -9 under load, then the books.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { printTable } from "../bench/figures.ts";
import { type Target, targets } from "./killer.ts";
import { storm } from "./storm.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    json: { type: "string" },
  },
});
const among = positionals.length > 0 ? (positionals as Target[]) : targets;
const unknown = positionals.find((name) => !(targets as readonly string[]).includes(name));
const kills = Number(values.kills);
if (unknown || !Number.isInteger(kills) || kills < 1) {
  console.error(
    unknown
      ? `chaos: "${unknown}" is nothing to kill. Known: ${targets.join(", ")}.`
      : `chaos: --kills is "${values.kills}"; it is a number.`,
  );
  process.exitCode = 2;
} else {
  // Ctrl-C ends through "exit", where every process of ours is ended.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const { figures, violations } = await storm({ among, kills, seed: Number(values.seed) });
  for (const violation of violations.slice(0, 60)) console.log(violation);
  if (violations.length > 60) console.log(`… and ${violations.length - 60} more`);
  printTable(figures);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  process.exitCode = figures.some((each) => each.ok === false) ? 1 : 0;
}
