import pg from "pg";
import type { Desk } from "../desk.ts";
import type { Figure } from "../figures.ts";
import type { History } from "../history.ts";
import type { Organisation } from "../organisation.ts";

/** How long and how often to measure. */
export interface Effort {
  quick: boolean;
  rounds: number;
  warmMs: number;
  measureMs: number;
  /** Where to write CPU profiles of the server; null: none. */
  profileDir: string | null;
}

export interface Part {
  readonly title: string;
  run(effort: Effort, context: Context): Promise<Figure[]>;
}

/** What parts of one run share: a large history takes minutes to make. */
export interface Context {
  large: Stage | null;
}

/** A running desk with an organisation, and the owner's connection to its database. */
export interface Stage {
  desk: Desk;
  database: pg.Pool;
  organisation: Organisation;
  history: History;
}

export function openPool(url: string, max = 2): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on("error", () => {});
  return pool;
}

export function say(line: string): void {
  process.stderr.write(`  ${line}\n`);
}
