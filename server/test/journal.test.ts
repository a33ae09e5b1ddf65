import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { JournalEntry } from "../src/features/inbox/inbox.routes.ts";
import type { Static } from "../src/lib/schema.ts";
import type { Client } from "./support/client.ts";
import { follow } from "./support/follower.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

type Entry = Static<typeof JournalEntry>;
let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

async function pageAfter(who: Client, after: string): Promise<Entry[]> {
  await desk.settle();
  return (await who.get<{ items: Entry[] }>(`/journal?limit=1000&after=${after}`)).ok.items;
}

/** A connection of the app's role in this organisation, on which a test holds transactions open. */
async function appConnection(house: House): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: desk.databaseUrl, options: "-c role=amends_app" });
  await client.connect();
  await client.query("select set_config('amends.organisation_id', $1, false)", [house.organisationId]);
  return client;
}

const fact = (house: House, name: string) => ({
  text: "insert into journal (organisation_id, type, actor_kind, inbox_id) values ($1, $2, 'system', $3)",
  values: [house.organisationId, name, house.inboxId],
});

test("whoever commits late is not skipped: readers follow the order of commits, not of numbers", async () => {
  const house = await foundHouse(desk);
  const screen = await follow(desk, house.ana);
  const [slow, quick] = [await appConnection(house), await appConnection(house)];
  await slow.query("begin");
  await slow.query(fact(house, "test.slow"));
  await quick.query(fact(house, "test.quick"));
  const first = await pageAfter(house.ana, "0");
  assert.deepEqual(
    first.map((entry) => entry.type),
    ["test.quick"],
  );
  await slow.query("commit");
  const second = await pageAfter(house.ana, first[0]!.position);
  assert.deepEqual(
    second.map((entry) => entry.type),
    ["test.slow"],
  );
  const { rows } = await desk.owner.query(
    "select type from journal where organisation_id = $1 order by seq",
    [house.organisationId],
  );
  // The late committer has the smaller number: a reader of numbers would never have seen it.
  assert.deepEqual(
    rows.map((row) => row.type),
    ["test.slow", "test.quick"],
  );
  await screen.catchUp();
  assert.deepEqual(
    screen.events.map((event) => event.type),
    ["test.quick", "test.slow"],
  );
  screen.close();
  await Promise.all([slow.end(), quick.end()]);
});

test("a transaction that is taken back leaves no fact, and no gap that anybody waits for", async () => {
  const house = await foundHouse(desk);
  const client = await appConnection(house);
  await client.query("begin");
  await client.query(fact(house, "test.never"));
  await client.query("rollback");
  await client.query(fact(house, "test.after"));
  assert.deepEqual(
    (await pageAfter(house.ana, "0")).map((entry) => entry.type),
    ["test.after"],
  );
  await client.end();
  const { conversation_id } = await house.okafor.writes("Unanswered");
  const before = (await pageAfter(house.ana, "0")).length;
  assert.equal((await house.ana.put(`/conversations/${conversation_id}/resolution`, {})).status, 422);
  assert.equal((await pageAfter(house.ana, "0")).length, before);
});

test("what happened in one conversation is told in the order in which it happened there", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("0");
  const at = `/conversations/${id}`;
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => {
      if (i % 3 === 0) return house.okafor.writes(`${i}`);
      if (i % 3 === 1) return house.ana.post(`${at}/messages`, { kind: "note", text: `${i}` });
      return house.tomas.put(`${at}/priority`, { priority: i % 2 ? "high" : "low" });
    }),
  );
  const entries = (await pageAfter(house.ana, "0")).filter((entry) => entry.conversation_id === id);
  assert.ok(entries.length >= 31);
  const added = entries.filter((entry) => entry.type === "message.added").map((entry) => entry.message_id);
  const { rows } = await desk.owner.query(
    "select id from messages where conversation_id = $1 and kind <> 'system' order by seq",
    [id],
  );
  assert.deepEqual(
    added,
    rows.map((row) => row.id),
  );
  const positions = entries.map((entry) => Number(entry.position));
  assert.deepEqual(
    positions,
    [...positions].sort((a, b) => a - b),
  );
});

test("nobody changes or removes a fact: neither the app nor the owner of the database", async () => {
  const house = await foundHouse(desk);
  await house.okafor.writes("Hello");
  await desk.settle();
  const app = await appConnection(house);
  for (const text of [
    "update journal set data = '{}'",
    "update journal set position = 1",
    "delete from journal",
    "truncate journal",
  ])
    await assert.rejects(app.query(text), { code: "42501" }, text);
  for (const text of [
    "update journal set data = '{}'",
    "update journal set at = now()",
    "update journal set type = 'x'",
    "delete from journal",
  ])
    await assert.rejects(desk.owner.query(text), { code: "AM001" }, text);
  await app.end();
});

test("a fact of another organisation can neither be written nor read", async () => {
  const [house, other] = [await foundHouse(desk), await foundHouse(desk)];
  const client = await appConnection(house);
  await assert.rejects(client.query(fact(other, "test.forged")), { code: "42501" });
  await client.query(fact(house, "test.ours"));
  assert.deepEqual(await pageAfter(other.ines, "0"), []);
  assert.deepEqual(
    (await pageAfter(house.ines, "0")).map((entry) => entry.type),
    ["test.ours"],
  );
  await client.end();
});

test("what another process commits is found without a word from it", async () => {
  const house = await foundHouse(desk);
  const screen = await follow(desk, house.ana);
  await desk.owner.query(fact(house, "test.elsewhere"));
  for (let tries = 0; screen.events.length === 0 && tries < 100; tries++) await pause(50);
  assert.deepEqual(
    screen.events.map((event) => event.type),
    ["test.elsewhere"],
  );
  screen.close();
});

test("two publishers at once give every fact one position, and each tells all of them in order", async () => {
  const house = await foundHouse(desk);
  const second = await openDesk({ databaseUrl: desk.databaseUrl });
  try {
    const screens = [await follow(desk, house.ana), await follow(second, house.ana)];
    await Promise.all(Array.from({ length: 40 }, (_, i) => house.customer().writes(`Hello ${i}`)));
    for (const screen of screens) {
      const isThere = () => screen.events.filter((event) => event.type === "message.added").length === 40;
      await screen.until(isThere);
      const positions = screen.events.map((event) => Number(event.position));
      assert.deepEqual(
        positions,
        [...new Set(positions)].sort((a, b) => a - b),
      );
      screen.close();
    }
    const ids = screens.map((screen) => screen.events.map((event) => event.position));
    assert.deepEqual(ids[0], ids[1]);
  } finally {
    await second.close();
  }
});

test("pages of the journal lead through all of it, and only with the right scope", async () => {
  const house = await foundHouse(desk);
  for (let i = 0; i < 6; i++) await house.okafor.writes(`${i}`);
  const all = await pageAfter(house.program, "0");
  const seen: Entry[] = [];
  let after: string | null = "0";
  while (after !== null) {
    const page: { items: Entry[]; next: string | null } = (
      await house.program.get<{ items: Entry[]; next: string | null }>(`/journal?limit=3&after=${after}`)
    ).ok;
    seen.push(...page.items);
    after = page.next;
  }
  assert.deepEqual(seen, all);
  const reader = await house.addToken({ scopes: ["conversations:read"] });
  assert.equal((await reader.get("/journal")).status, 403);
});
