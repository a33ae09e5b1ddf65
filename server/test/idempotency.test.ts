import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Message } from "../src/features/conversations/conversations.contract.ts";
import type { PageOf } from "../src/lib/schema.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const key = (value: string) => ({ "idempotency-key": value });
const notes = async (house: House, id: string) =>
  (await house.ana.get<PageOf<Message>>(`/conversations/${id}/messages?limit=100`)).ok.items.filter(
    (each) => each.kind === "note",
  );

async function begin(): Promise<{ house: House; id: string; at: string }> {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("Hello");
  return { house, id, at: `/conversations/${id}/messages` };
}

test("the same key with the same body has one effect and one answer", async () => {
  const { house, id, at } = await begin();
  const note = { kind: "note", text: "Once" };
  const first = await house.ana.post(at, note, key("a"));
  const second = await house.ana.post(at, note, key("a"));
  assert.equal(second.status, 201);
  assert.deepEqual(second.body, first.body);
  assert.equal(second.headers["idempotency-replayed"], "true");
  assert.equal(first.headers["idempotency-replayed"], undefined);
  assert.match(second.headers["content-type"]!, /application\/json/);
  assert.equal((await notes(house, id)).length, 1);
  (await house.ana.post(at, note)).ok;
  (await house.ana.post(at, note)).ok;
  assert.equal((await notes(house, id)).length, 3);
});

test("the same key with another body, address or method is refused", async () => {
  const { house, id, at } = await begin();
  (await house.ana.post(at, { kind: "note", text: "One" }, key("a"))).ok;
  assert.equal((await house.ana.post(at, { kind: "note", text: "Two" }, key("a"))).code, "http.key_reused");
  const other = await house.customer().writes("Hi");
  const elsewhere = `/conversations/${other.conversation_id}/messages`;
  assert.equal(
    (await house.ana.post(elsewhere, { kind: "note", text: "One" }, key("a"))).code,
    "http.key_reused",
  );
  assert.equal((await house.ana.delete(`/conversations/${id}/assignment`, key("a"))).code, "http.key_reused");
});

test("the key is its sender's: another's with the same name is another", async () => {
  const { house, id, at } = await begin();
  const note = { kind: "note", text: "Mine" };
  for (const who of [house.ana, house.tomas, house.program]) (await who.post(at, note, key("a"))).ok;
  assert.equal((await notes(house, id)).length, 3);
});

test("of many at once one is done, and the others are told so or get its answer", async () => {
  const { house, id, at } = await begin();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => house.ana.post(at, { kind: "note", text: "At once" }, key("a"))),
  );
  for (const each of answers) if (each.status !== 201) assert.equal(each.code, "http.key_in_use");
  assert.equal((await notes(house, id)).length, 1);
});

test("an answer without a body comes again without one", async () => {
  const { house, id } = await begin();
  const draft = `/conversations/${id}/drafts/reply`;
  (await house.ana.put(draft, { text: "x" }, key("put"))).ok;
  assert.equal((await house.ana.delete(draft, key("a"))).status, 204);
  const again = await house.ana.delete(draft, key("a"));
  assert.equal(again.status, 204);
  assert.equal(again.headers["idempotency-replayed"], "true");
});

test("a refused request had no effect, and its key stays free", async () => {
  const { house, id, at } = await begin();
  const close = `/conversations/${id}/resolution`;
  assert.equal((await house.ana.put(close, {}, key("a"))).code, "conversations.unanswered");
  (await house.ana.post(at, { kind: "reply", text: "Here you are" })).ok;
  assert.equal((await house.ana.put(close, {}, key("a"))).status, 200);
  assert.equal((await house.ana.post(at, { kind: "letter", text: "x" }, key("b"))).status, 422);
  assert.equal((await house.ana.post(at, { kind: "note", text: "x" }, key("b"))).status, 201);
});

test("an effect whose answer was lost in a crash is not repeated", async () => {
  const { house, id, at } = await begin();
  const note = { kind: "note", text: "Lost" };
  (await house.ana.post(at, note, key("a"))).ok;
  // As a crash leaves it between the commit and the stored answer.
  await desk.owner.query(
    "update idempotency_keys set status = null, response = null where organisation_id = $1",
    [house.organisationId],
  );
  desk.clock.move(10 * 60_000);
  assert.equal((await house.ana.post(at, note, key("a"))).code, "http.answer_lost");
  assert.equal((await notes(house, id)).length, 1);
});

test("a request that died before it had an effect is done when it is sent again", async () => {
  const { house, id, at } = await begin();
  const note = { kind: "note", text: "Died" };
  (await house.ana.post(at, note, key("a"))).ok;
  await desk.owner.query(
    "update idempotency_keys set status = null, response = null, done_at = null where organisation_id = $1",
    [house.organisationId],
  );
  assert.equal((await house.ana.post(at, note, key("a"))).code, "http.key_in_use");
  desk.clock.move(3 * 60_000);
  assert.equal((await house.ana.post(at, note, key("a"))).status, 201);
  assert.equal((await notes(house, id)).length, 2);
});

test("an answer is kept for a day and then forgotten", async () => {
  const { house, id, at } = await begin();
  const note = { kind: "note", text: "Daily" };
  (await house.ana.post(at, note, key("a"))).ok;
  desk.clock.move(23 * 3_600_000);
  assert.equal((await house.ana.post(at, note, key("a"))).headers["idempotency-replayed"], "true");
  desk.clock.move(2 * 3_600_000);
  await desk.work("tidy");
  const { rowCount } = await desk.owner.query("select from idempotency_keys where organisation_id = $1", [
    house.organisationId,
  ]);
  assert.equal(rowCount, 0);
  (await house.ana.post(at, note, key("a"))).ok;
  assert.equal((await notes(house, id)).length, 2);
});

test("a bulk change, a customer's message and a saved reply are done once, too", async () => {
  const { house, id } = await begin();
  const change = { conversation_ids: [id], change: { do: "tag", tag: "late" } };
  const [first, second] = [
    await house.ana.post<{ id: string }>("/bulk-changes", change, key("a")),
    await house.ana.post<{ id: string }>("/bulk-changes", change, key("a")),
  ];
  assert.equal(first.ok.id, second.ok.id);
  const inbound = { external_id: "x-1", from: { id: "someone" }, text: "Hi" };
  const at = `/inboxes/${house.inboxId}/messages`;
  const received = await house.program.post(at, inbound, key("b"));
  assert.equal(received.status, 201);
  // Where the external id alone would say 200, the key gives the first answer, word for word.
  assert.equal((await house.program.post(at, inbound, key("b"))).status, 201);
});

test("nobody, and an odd key, are refused before anything happens", async () => {
  const { house, id, at } = await begin();
  assert.equal((await desk.client().post(at, { kind: "note", text: "x" }, key("a"))).status, 401);
  for (const odd of ["", "a b", "x".repeat(201), "ü"])
    assert.equal(
      (await house.ana.post(at, { kind: "note", text: "x" }, key(odd))).code,
      "http.key_invalid",
      odd,
    );
  assert.equal((await notes(house, id)).length, 0);
});

test("a secret that is shown once is not kept with its key", async () => {
  const { house } = await begin();
  const token = { name: "Shop", scopes: ["messages:write"] };
  const { secret } = (await house.ines.post<{ secret: string }>("/tokens", token, key("a"))).ok;
  assert.equal((await house.ines.post("/tokens", token, key("a"))).code, "http.answer_lost");
  const { rows } = await desk.owner.query(
    "select status, response from idempotency_keys where organisation_id = $1",
    [house.organisationId],
  );
  assert.deepEqual(rows, [{ status: 201, response: null }]);
  assert.match(secret, /^amd_/);
});
