import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { SearchPage } from "./search.contract.ts";

/** More than one walk of 2,000 and one of 30,000, so that every way through the search is taken. */
const total = 36_000;
let desk: Desk;
let house: House;
/** A connection of the app's role that hears which plans its statements take, also those within functions. */
let explained: pg.Client;
let plans: string[] = [];

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
  const { conversation_id } = await house.okafor.writes("Hello");
  const elsewhere = await house.okafor.writes("Hello", { inboxId: house.backroomId });
  // Built once at the end, an index of this size takes a tenth of the time.
  const { rows } = await desk.owner.query(
    "select indexdef from pg_indexes where indexname = 'messages_search'",
  );
  await desk.owner.query("drop index messages_search");
  await desk.owner.query(
    `insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, text, language, state, sent_at, created_at)
     select 'msg_' || lpad(i::text, 10, '0'), $1, case when i % 50 = 0 then $2 else $3 end,
       case when i % 50 = 0 then $4 else $5 end, 'note', 'system',
       concat_ws(' ', 'number', i::text, case when i % 2 = 0 then 'common' end, case when i = 20000 then 'rarest' end,
         case when i % 100 = 0 then 'seldom' end, case when i <= 3500 then 'oldest' end,
         case when i between 3900 and 31000 and i % 8 = 0 then 'middling' end),
       'en', 'received', at, at
     from (select i, now() - interval '2 days' + i * interval '1 second' as at from generate_series(1, ${total}) i) as made`,
    [house.organisationId, elsewhere.conversation_id, conversation_id, house.backroomId, house.inboxId],
  );
  await desk.owner.query(rows[0].indexdef);
  await desk.owner.query("vacuum analyze messages");
  explained = new pg.Client({ connectionString: desk.databaseUrl });
  await explained.connect();
  explained.on("notice", ({ message }) => plans.push(message ?? ""));
  for (const setting of [
    "load 'auto_explain'",
    "set auto_explain.log_min_duration = 0",
    "set auto_explain.log_nested_statements = on",
    "set auto_explain.log_analyze = on",
    "set auto_explain.log_level = notice",
    "set role amends_app",
  ])
    await explained.query(setting);
  await explained.query("select set_config('amends.organisation_id', $1, false)", [house.organisationId]);
});
after(async () => {
  await explained.end();
  await desk.close();
});

/** The words of the i-th message, as the insert above writes them. */
function hasWord(i: number, word: string): boolean {
  if (word === "number") return true;
  if (word === "common") return i % 2 === 0;
  if (word === "rarest") return i === 20_000;
  if (word === "seldom") return i % 100 === 0;
  if (word === "oldest") return i <= 3500;
  return word === "middling" && i >= 3900 && i <= 31_000 && i % 8 === 0;
}

/** The newest hits, as the functions have to find them. */
function expectedFor(word: string, inboxIds: string[] | null): string[] {
  const ids: string[] = [];
  for (let i = total; i > 0; i--) {
    const inboxId = i % 50 === 0 ? house.backroomId : house.inboxId;
    if (hasWord(i, word) && (inboxIds === null || inboxIds.includes(inboxId)))
      ids.push(`msg_${String(i).padStart(10, "0")}`);
  }
  return ids;
}

async function searchWith(text: string, values: unknown[]): Promise<{ found: string[]; plans: string[] }> {
  plans = [];
  const { rows } = await explained.query(text, values);
  return { found: rows.map((row) => row.id), plans };
}

const messages = "select * from search_messages(search_query($1), $2, null, null, 26)";

test("the functions find what is there, the newest first, in all ways they have", async () => {
  for (const word of ["common", "rarest", "seldom", "oldest", "middling", "absent", "number"]) {
    for (const reach of [null, [house.inboxId], [house.backroomId], [house.inboxId, house.backroomId]]) {
      const { found } = await searchWith(messages, [word, reach]);
      assert.deepEqual(found, expectedFor(word, reach).slice(0, 26), `${word} in ${reach}`);
    }
  }
});

test("pages of a search are the whole list, cut", async () => {
  for (const word of ["seldom", "oldest", "middling"]) {
    const expected = expectedFor(word, null).slice(0, 200);
    const found: string[] = [];
    let after = "";
    while (found.length < expected.length) {
      const page = (await house.ines.get<SearchPage>(`/search?q=${word}&limit=50${after}`)).ok;
      found.push(...page.items.map((each) => each.message_id!));
      after = `&after=${page.next}`;
    }
    assert.deepEqual(found, expected, word);
  }
});

test("a rare word comes from the index, behind the policies' wall, and no table is read through", async () => {
  const { found, plans } = await searchWith(messages, ["rarest", null]);
  assert.equal(found.length, 1);
  const all = plans.join("\n");
  assert.match(all, /Bitmap Index Scan on messages_search/);
  assert.doesNotMatch(all, /Seq Scan on messages/);
});

test("a common word is met on a short walk from the newest, which stops when the page is full", async () => {
  const { plans } = await searchWith(messages, ["common", null]);
  const walk = plans.find((plan) => plan.includes("messages_recent"))!;
  assert.match(walk, /Index Scan using messages_recent/);
  const [, read] = /Index Scan using messages_recent.*actual time=\S+ rows=(\d+)/.exec(walk)!;
  assert.ok(Number(read) < 200, `read ${read} messages for 26 hits`);
  assert.doesNotMatch(plans.join("\n"), /messages_search/);
});

test("a common word in one small inbox is narrowed by the index, not by reading everybody's messages", async () => {
  const { found, plans } = await searchWith(messages, ["middling", [house.backroomId]]);
  assert.equal(found.length, 26);
  const heap = plans.find((plan) => plan.includes("Bitmap Heap Scan on messages"))!;
  const [, read] = /Bitmap Heap Scan on messages m.*actual time=\S+ rows=(\d+)/.exec(heap)!;
  assert.ok(Number(read) < 200, `read ${read} messages of ${total / 8}`);
});

test("subjects, customers and near words come from their indexes, too", async () => {
  await desk.owner.query(
    `insert into customers (id, organisation_id, name) select 'cus_' || lpad(i::text, 10, '0'), $1, md5(i::text) from generate_series(1, 5000) i`,
    [house.organisationId],
  );
  await desk.owner.query(
    `insert into identities (id, organisation_id, customer_id, kind, value)
     select 'idn_' || lpad(i::text, 10, '0'), $1, 'cus_' || lpad(i::text, 10, '0'), 'email', md5('m' || i) || '@example.com'
     from generate_series(1, 5000) i`,
    [house.organisationId],
  );
  await desk.owner.query(
    "insert into search_words (organisation_id, word) select $1, md5('w' || i) from generate_series(1, 5000) i on conflict do nothing",
    [house.organisationId],
  );
  for (const table of ["customers", "identities", "search_words"])
    await desk.owner.query(`vacuum analyze ${table}`);
  // Tables of this size would be read through anyhow; that it can be done otherwise is what the wall forbids to others.
  await explained.query("set enable_seqscan = off");
  const customers = await searchWith("select * from search_customers($1, null, 5)", ["mrs okafor"]);
  // One person is two customers until somebody merges them: they wrote to two inboxes.
  assert.equal(customers.found.length, 2);
  assert.match(customers.plans.join("\n"), /Bitmap Index Scan on customers_name/);
  assert.match(customers.plans.join("\n"), /Bitmap Index Scan on identities_value/);
  const subjects = await searchWith("select * from search_subjects(search_query($1), null, 5)", ["nothing"]);
  assert.match(subjects.plans.join("\n"), /Bitmap Index Scan on conversations_subject/);
  await explained.query("set enable_indexscan = off");
  await explained.query("set enable_indexonlyscan = off");
  const near = await searchWith("select near_word($1) as id", ["wardorbe"]);
  assert.match(near.plans.join("\n"), /Bitmap Index Scan on search_words_near/);
});

test("asked for another organisation's words, the functions answer with this one's", async () => {
  const other = await foundHouse(desk);
  await explained.query("select set_config('amends.organisation_id', $1, false)", [other.organisationId]);
  for (const word of ["common", "rarest", "seldom", "oldest", "middling"])
    assert.deepEqual((await searchWith(messages, [word, null])).found, [], word);
  assert.deepEqual((await searchWith(messages, ["common", [house.inboxId]])).found, []);
  assert.deepEqual((await searchWith("select * from search_customers($1, null, 5)", ["okafor"])).found, []);
  assert.deepEqual((await searchWith("select near_word($1) as id", ["wardorbe"])).found, [null]);
  await explained.query("select set_config('amends.organisation_id', '', false)");
  assert.deepEqual((await searchWith(messages, ["common", null])).found, []);
});
