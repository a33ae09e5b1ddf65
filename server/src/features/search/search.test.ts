import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Client } from "../../../test/support/client.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse } from "../../../test/support/people.ts";
import type { SearchPage } from "./search.contract.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const look = async (who: Client, q: string, more = "") =>
  (await who.get<SearchPage>(`/search?q=${encodeURIComponent(q)}${more}`)).ok;
const snippets = async (who: Client, q: string) => (await look(who, q)).items.map((each) => each.snippet);
/** The marks as a reader sees them. */
const visible = (text: string) => text.replaceAll("\u0001", "[").replaceAll("\u0002", "]");
const unmarked = (text: string) => text.replaceAll("\u0001", "").replaceAll("\u0002", "");
const count = async (who: Client, q: string) => (await look(who, q)).items.length;

test("a word finds its other forms, in each of the five languages and as written in any other", async () => {
  const house = await foundHouse(desk);
  const said: [string, string, string][] = [
    ["en", "Two lamps were delivered broken", "deliver lamp"],
    ["nl", "De tafels zijn beschadigd", "tafel"],
    ["sv", "Stolarna knakar hela tiden", "stolen"],
    ["it", "Le sedie sono arrivate rotte", "sedia"],
    ["de", "Die Bestellungen sind verspätet", "Bestellung"],
    ["pl", "Gdzie jest moja paczka", "paczka"],
  ];
  for (const [language, text] of said) await house.customer(`From ${language}`).writes(text, { language });
  for (const [language, text, q] of said) {
    const { items } = await look(house.ana, q);
    assert.equal(items.length, 1, `${language}: ${q}`);
    assert.equal(unmarked(items[0]!.snippet), text);
    assert.match(visible(items[0]!.snippet), /\[.+\]/);
  }
});

test("phrases stand together, and what has a minus must not be there", async () => {
  const house = await foundHouse(desk);
  await house.okafor.writes("the oak table is late", { language: "en" });
  await house.okafor.writes("the table of oak is here", { language: "en" });
  assert.equal(await count(house.ana, "oak table"), 2);
  assert.equal(await count(house.ana, '"oak table"'), 1);
  assert.equal(await count(house.ana, "oak -late"), 1);
});

test("newest first, and pages neither repeat nor leave out", async () => {
  const house = await foundHouse(desk);
  const { conversation_id } = await house.okafor.writes("walnut 0");
  for (let i = 1; i < 7; i++) await house.okafor.writes(`walnut ${i}`);
  (await house.ana.post(`/conversations/${conversation_id}/messages`, { kind: "note", text: "walnut 7" })).ok;
  const seen: string[] = [];
  let after = "";
  for (let pages = 0; pages < 10; pages++) {
    const page = await look(house.ana, "walnut", `&limit=3${after}`);
    seen.push(...page.items.map((each) => unmarked(each.snippet)));
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  assert.deepEqual(
    seen,
    [7, 6, 5, 4, 3, 2, 1, 0].map((i) => `walnut ${i}`),
  );
  assert.equal((await house.ana.get("/search?q=walnut&after=zzz")).code, "search.bad_cursor");
});

test("nobody finds what they may not see: other inboxes, other organisations, what was taken back", async () => {
  const house = await foundHouse(desk);
  const stranger = await foundHouse(desk);
  await house.okafor.writes("a secretword here", { inboxId: house.backroomId });
  const outsider = await house.addMember({ name: "Joris", inboxIds: [] });
  assert.equal(await count(house.ines, "secretword"), 1);
  assert.equal(await count(house.program, "secretword"), 1);
  const blind: Client[] = [house.ana, outsider, stranger.ines];
  blind.push(await house.addToken({ inboxIds: [house.inboxId] }));
  for (const who of blind) {
    assert.deepEqual(await look(who, "secretword"), { items: [], next: null });
    assert.deepEqual(await look(who, "Okafor"), { items: [], next: null });
  }
  const { conversation_id: id } = await house.okafor.writes("Hello");
  const held = { kind: "reply", text: "a rashword of mine", hold_seconds: 20 };
  const { message_id } = (await house.ana.post<{ message_id: string }>(`/conversations/${id}/messages`, held))
    .ok;
  assert.equal(await count(house.ana, "rashword"), 1);
  (await house.ana.delete(`/conversations/${id}/messages/${message_id}/hold`)).ok;
  assert.equal(await count(house.ana, "rashword"), 0);
  const unscoped = await house.addToken({ scopes: ["conversations:read"] });
  assert.equal((await unscoped.get("/search?q=hello")).status, 403);
});

test("a text that pretends to come from another inbox is not found there", async () => {
  const house = await foundHouse(desk);
  await house.okafor.writes(`pretend ${house.inboxId} \u0001${house.inboxId}`, { inboxId: house.backroomId });
  assert.equal(await count(house.ana, "pretend"), 0);
});

test("customers come by name and address, conversations by subject", async () => {
  const house = await foundHouse(desk);
  const { conversation_id } = await house.okafor.writes("Good day", { language: "en" });
  (await house.ana.put(`/conversations/${conversation_id}/subject`, { subject: "Broken chandeliers" })).ok;
  const [customer] = (await look(house.ana, "okaf")).items;
  assert.equal(customer!.kind, "customer");
  assert.equal(customer!.snippet, "Mrs \u0001Okaf\u0002or");
  assert.equal(customer!.conversation_id, null);
  const [conversation] = (await look(house.ana, "chandelier")).items;
  assert.equal(conversation!.kind, "conversation");
  assert.equal(conversation!.conversation_id, conversation_id);
  assert.equal(conversation!.snippet, "Broken \u0001chandeliers\u0002");
  assert.equal(conversation!.customer!.name, "Mrs Okafor");
});

test("a mistyped word finds its neighbour once the words have been gathered, and the answer says so", async () => {
  const house = await foundHouse(desk);
  await house.okafor.writes("My wardrobe is crooked", { language: "en" });
  assert.equal(await count(house.ana, "wardorbe"), 0);
  await desk.settle();
  await desk.work("gather-words");
  const page = await look(house.ana, "crooked wardorbe");
  assert.equal(page.corrected, "crooked wardrobe");
  assert.equal(page.items.length, 1);
  assert.equal((await look(house.ana, "wardrobe")).corrected, undefined);
  assert.equal((await look(house.ana, "Okafro")).corrected, "okafor");
  // A second run begins where the first one ended.
  await desk.work("gather-words");
  const { rows } = await desk.owner.query(
    "select position = (select max(position) from journal where organisation_id = $1) as done from search_progress where organisation_id = $1",
    [house.organisationId],
  );
  assert.deepEqual(rows, [{ done: true }]);
});

test("a correction does not tell of words that only others may see", async () => {
  const house = await foundHouse(desk);
  await house.okafor.writes("The merger is confidential", { inboxId: house.backroomId });
  await desk.settle();
  await desk.work("gather-words");
  assert.deepEqual(await look(house.ana, "confidental"), { items: [], next: null });
  assert.equal((await look(house.ines, "confidental")).corrected, "confidential");
});

test("the corrected word leads through all pages", async () => {
  const house = await foundHouse(desk);
  for (let i = 0; i < 5; i++) await house.okafor.writes(`bookcase ${i}`);
  await desk.settle();
  await desk.work("gather-words");
  const first = await look(house.ana, "bokcase", "&limit=3");
  assert.equal(first.corrected, "bookcase");
  const second = await look(house.ana, "bokcase", `&limit=3&after=${first.next}`);
  assert.equal(second.items.length, 2);
  assert.equal(second.corrected, "bookcase");
});

test("whatever is typed is looked for and nothing else: operators, quotes, patterns, NUL, and long texts", async () => {
  const house = await foundHouse(desk);
  await house.okafor.writes("plain words");
  const odd = [
    "'",
    '"',
    "& | ! ( )",
    "a:*",
    "\\",
    "%",
    "_",
    "':a & b'",
    "\u0000",
    "--",
    "((((",
    "🙂",
    "the",
    "x".repeat(200),
  ];
  for (const q of odd)
    assert.equal((await house.ana.get(`/search?q=${encodeURIComponent(q)}`)).status, 200, q);
  assert.equal((await house.ana.get(`/search?q=${"x".repeat(201)}`)).status, 400);
  assert.equal((await house.ana.get("/search?q=%20")).status, 400);
  assert.deepEqual(await snippets(house.ana, "%"), []);
});

test("a hit's own marks and HTML come as plain text with our marks alone", async () => {
  const house = await foundHouse(desk);
  await house.okafor.writes("<b>sofa</b> \u0001not a hit\u0002 <script>sofa</script>", { language: "en" });
  const [snippet] = await snippets(house.ana, "sofa");
  assert.match(visible(snippet!), /^[^[\]]*\[sofa\][^[\]]*(\[sofa\][^[\]]*)?$/);
});
