import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Draft } from "#features/conversations/conversations.contract.ts";
import type { Client } from "../../../test/support/client.ts";
import { follow } from "../../../test/support/follower.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse } from "../../../test/support/people.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const draftsFor = async (who: Client, id: string) =>
  (await who.get<{ items: Draft[] }>(`/conversations/${id}/drafts`)).ok.items.map(
    ({ kind, text, member_id }) => ({
      kind,
      text,
      member_id,
    }),
  );

test("a draft is kept, colleagues see it, and it never crosses to another conversation", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("Hello");
  const other = await house.customer().writes("Hello");
  (await house.ana.put(`/conversations/${id}/drafts/reply`, { text: "Dear" })).ok;
  (await house.ana.put(`/conversations/${id}/drafts/reply`, { text: "Dear Mrs \u0000Okafor" })).ok;
  (await house.ana.put(`/conversations/${id}/drafts/note`, { text: "She called" })).ok;
  const mine = { member_id: house.ana.memberId };
  assert.deepEqual(await draftsFor(house.tomas, id), [
    { kind: "note", text: "She called", ...mine },
    { kind: "reply", text: "Dear Mrs \ufffdOkafor", ...mine },
  ]);
  assert.deepEqual(await draftsFor(house.ana, other.conversation_id), []);
  assert.equal((await house.ana.delete(`/conversations/${id}/drafts/note`)).status, 204);
  assert.equal((await draftsFor(house.ana, id)).length, 1);
});

test("only who may see the conversation may see or keep a draft in it", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("Hello", { inboxId: house.backroomId });
  for (const stranger of [house.ana, (await foundHouse(desk)).ines]) {
    const at = `/conversations/${id}/drafts`;
    assert.equal((await stranger.get(at)).code, "conversations.not_found");
    assert.equal((await stranger.put(`${at}/reply`, { text: "x" })).code, "conversations.not_found");
    assert.equal((await stranger.delete(`${at}/reply`)).code, "conversations.not_found");
  }
  assert.equal((await house.program.put(`/conversations/${id}/drafts/reply`, { text: "x" })).status, 403);
  assert.equal((await house.ines.put(`/conversations/${id}/drafts/letter`, { text: "x" })).status, 400);
});

test("what is sent is no draft any more; the other kind stays", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("Hello");
  for (const who of [house.ana, house.tomas])
    for (const kind of ["reply", "note"])
      (await who.put(`/conversations/${id}/drafts/${kind}`, { text: `${who.name}'s ${kind}` })).ok;
  (await house.ana.post(`/conversations/${id}/messages`, { kind: "reply", text: "Sent", hold_seconds: 5 }))
    .ok;
  const left = (await draftsFor(house.ana, id)).map((draft) => draft.text).sort();
  assert.deepEqual(left, ["Ana's note", "Tomás's note", "Tomás's reply"]);
});

test("a draft's coming and going is told to its writer's screens alone, without its words", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("Hello");
  const [ana, tomas, ines] = await Promise.all(
    [house.ana, house.tomas, house.ines].map((who) => follow(desk, who)),
  );
  (await house.ana.put(`/conversations/${id}/drafts/reply`, { text: "A secret thought" })).ok;
  (await house.ana.delete(`/conversations/${id}/drafts/reply`)).ok;
  // Nothing is dropped twice.
  (await house.ana.delete(`/conversations/${id}/drafts/reply`)).status;
  for (const each of [ana, tomas, ines]) await each!.catchUp();
  const types = (each: typeof ana) => each!.events.filter(({ type }) => type.startsWith("draft."));
  assert.deepEqual(
    types(ana).map(({ type, data }) => [type, data]),
    [
      ["draft.changed", { kind: "reply" }],
      ["draft.dropped", { kind: "reply" }],
    ],
  );
  assert.equal(types(tomas).length + types(ines).length, 0);
  assert.doesNotMatch(JSON.stringify(ana!.events), /secret thought/);
  const journal = async (who: Client) =>
    (await who.get<{ items: { type: string }[] }>("/journal?limit=1000")).ok.items.filter(({ type }) =>
      type.startsWith("draft."),
    ).length;
  assert.deepEqual([await journal(house.ana), await journal(house.tomas)], [2, 0]);
  for (const each of [ana, tomas, ines]) each!.close();
});
