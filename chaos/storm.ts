import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { buildOnce, type Desk, makeDesk } from "../bench/desk.ts";
import { type Figure, figure, median } from "../bench/figures.ts";
import { foundOrganisation, type Organisation, openWebInbox } from "../bench/organisation.ts";
import { randomFrom } from "../bench/random.ts";
import { type Books, newBooks } from "./books.ts";
import type { Crowd } from "./crowd.ts";
import { writeAsCustomer } from "./customers.ts";
import { type Follower, follow } from "./follower.ts";
import { type Killing, killRepeatedly, type Target, targets } from "./killer.ts";
import { checks, streamProblems } from "./ledger.rules.ts";
import { type Ledger, readLedger, unfinished } from "./ledger.ts";
import { workAsMember } from "./members.ts";
import { silentChecks } from "./tampering.ts";
import { chatAsVisitor } from "./visitors.ts";

export interface Storm {
  among: readonly Target[];
  kills: number;
  seed: number;
}

const customers = 8;
const visitors = 10;
const members = 5;

/** A desk under load is killed again and again; afterwards its ledger is held against the senders' own books. */
export async function storm({
  among,
  kills,
  seed,
}: Storm): Promise<{ figures: Figure[]; violations: string[] }> {
  buildOnce();
  const desk = await makeDesk();
  try {
    await desk.start();
    const database = new pg.Pool({ connectionString: desk.databaseUrl(), max: 1 });
    database.on("error", () => {});
    const organisation = await foundOrganisation(database);
    const webInboxId = await openWebInbox(database, organisation);
    await database.end();
    const books = newBooks();
    const crowd = gather(desk, organisation, webInboxId, books, seed);
    const follower = follow(crowd.of("follower"));
    const onKill = ({ recoveries }: Killing) => {
      if (recoveries.length % 10 === 0)
        process.stderr.write(
          `  ${recoveries.length} of ${kills} kills, ${books.entries.size} messages, follower at ${follower.positions.at(-1)}\n`,
        );
    };
    const progress = () => books.acknowledged;
    const plan = { count: kills, among, progress, onKill };
    const killing = await killRepeatedly(desk, crowd.of("killer").random, plan);
    // Let everybody find out what became of what they sent last.
    await crowd.end();
    return await takeStock(desk, organisation, books, follower, killing);
  } finally {
    await desk.remove();
  }
}

/** Starts everybody; `end` lets each finish what they are at. */
function gather(desk: Desk, organisation: Organisation, webInboxId: string, books: Books, seed: number) {
  let isOver = false;
  let dice = seed * 1000;
  const of = (_name: string): Crowd => ({
    port: desk.port,
    organisation,
    webInboxId,
    books,
    random: randomFrom(dice++),
    now: () => performance.now(),
    isOver: () => isOver,
  });
  const named = (name: string, count: number, act: (crowd: Crowd, name: string) => Promise<void>) =>
    Array.from({ length: count }, (_, i) => act(of(name), `${name}-${seed}-${i}`));
  const everybody = Promise.all([
    ...named("customer", customers, writeAsCustomer),
    ...named("visitor", visitors, chatAsVisitor),
    ...named("member", members, workAsMember),
  ]);
  return {
    of,
    async end() {
      isOver = true;
      await Promise.race([everybody, pause(60_000)]);
    },
  };
}

async function takeStock(
  desk: Desk,
  organisation: Organisation,
  books: Books,
  follower: Follower,
  killing: Killing,
): Promise<{ figures: Figure[]; violations: string[] }> {
  // What was acknowledged last must outlive this, too.
  await desk.kill();
  await desk.start();
  const database = new pg.Pool({ connectionString: desk.databaseUrl(), max: 2 });
  const left = await settled(database, organisation);
  await pause(1500);
  follower.stop();
  const ledger = await readLedger(database, organisation.id);
  await database.end();
  const found = Object.fromEntries(Object.entries(checks).map(([check, run]) => [check, run(books, ledger)]));
  found["told live too often, too late, or never"] = streamProblems(follower.positions, ledger);
  found["left undone"] = left;
  found["not back after a kill"] = killing.problems;
  found["checks that a spoiled ledger does not wake"] = silentChecks(books, ledger, follower.positions);
  return {
    figures: figuresOf(books, ledger, follower, killing, found),
    violations: Object.entries(found).flatMap(([check, cases]) => cases.map((each) => `${check}: ${each}`)),
  };
}

/** Waits until the desk has done what it owes: published, released, read. */
async function settled(database: pg.Pool, { id }: Organisation): Promise<string[]> {
  let left: string[] = [];
  for (let i = 0; i < 120; i++) {
    left = await unfinished(database, id);
    if (left.length === 0) return [];
    await pause(500);
  }
  return left;
}

function figuresOf(
  books: Books,
  ledger: Ledger,
  follower: Follower,
  killing: Killing,
  found: Record<string, string[]>,
): Figure[] {
  const entries = [...books.entries.values()];
  const count = (outcome: string) => entries.filter((each) => each.outcome === outcome).length;
  const present = new Set(ledger.messages.map((row) => row.key));
  const unknownThere = entries.filter((each) => each.outcome === "unknown" && present.has(each.key)).length;
  const total = Object.values(killing.kills).reduce((sum, each) => sum + each, 0);
  const plain = (name: string, value: number, unit = "") => figure(name, value, { unit });
  return [
    plain("kills", total),
    ...targets.map((target) => plain(`kills of ${target}`, killing.kills[target])),
    plain("messages sent", entries.length),
    plain("messages acknowledged", count("acknowledged")),
    plain("messages of unknown fate", count("unknown")),
    plain("of these in the ledger", unknownThere),
    plain("conversations", ledger.conversations.length),
    plain("facts in the journal", ledger.journal.length),
    plain("breaks of the follower's stream", follower.breaks),
    plain("back after a kill, median", median(killing.recoveries), "ms"),
    plain("back after a kill, longest", Math.max(...killing.recoveries), "ms"),
    ...Object.entries(found).map(([check, cases]) => figure(check, cases.length, { unit: "", atMost: 0 })),
  ];
}
