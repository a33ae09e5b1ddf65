import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { Conversation } from "../conversations/conversations.contract.ts";
import type { ConversationAudit } from "./auditing.contract.ts";

let desk: Desk;
let house: House;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

/** A house of its own for each test: what the auditor has seen is counted by organisation. */
async function moveIn(): Promise<void> {
  house = await foundHouse(desk);
}

const reply = (id: string, text: string) =>
  house.ana.post(`/conversations/${id}/messages`, {
    kind: "reply",
    text,
    override: { reason: "a test of the auditor" },
  });
const auditOf = async (id: string) =>
  (await house.ana.get<ConversationAudit>(`/conversations/${id}/audit`)).ok;
const conversationOf = async (id: string) => (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;
const holding = async (id: string) =>
  (await auditOf(id)).findings.filter(({ ended_at }) => ended_at === null).map(({ label }) => label);

test("an answer that came too late is found, with the message that shows it, and told in the list", async () => {
  await moveIn();
  const { conversation_id: id } = await house.okafor.writes("Where is my parcel 20778?");
  await desk.advance("20 minutes");
  const { message_id } = (
    await house.ana.post<{ message_id: string }>(`/conversations/${id}/messages`, {
      kind: "reply",
      text: "It is with the carrier and comes on Thursday between nine and noon.",
    })
  ).ok;
  await desk.advance("1 minute");
  const audit = await auditOf(id);
  const late = audit.findings.find(({ label }) => label === "long_first_response")!;
  assert.equal(late.message_id, message_id);
  assert.equal(Math.floor(Number(late.figures.waited) / 60_000), 20);
  assert.equal(late.ended_at, null);
  assert.ok(audit.judged_at);
  assert.deepEqual((await conversationOf(id)).failures, ["long_first_response"]);
  const { rows } = await desk.owner.query("select * from audits where conversation_id = $1", [id]);
  assert.deepEqual(
    [rows[0].channel, Math.floor(rows[0].first_wait_ms / 60_000), rows[0].answered, rows[0].failures],
    ["chat", 20, true, ["long_first_response"]],
  );
});

test("a promise that is not kept is found by the clock alone", async () => {
  await moveIn();
  const { conversation_id: id } = await house.okafor.writes("My heating is out, can somebody call me?");
  await reply(id, "Sorry about that. I will call you within two hours.");
  await desk.advance("1 minute");
  assert.deepEqual(await holding(id), []);
  await desk.advance("26 hours");
  await desk.advance("1 minute");
  assert.ok((await holding(id)).includes("no_callback_kept"), String(await holding(id)));
});

test("who was failed and waits goes before others, and the promise is brought forward", async () => {
  await moveIn();
  const inboxId = await house.addInbox({ targetMs: 24 * 3_600_000, members: [house.ana.memberId] });
  const { conversation_id: id } = await house.okafor.writes("My order 40113 has not come. What now?", {
    inboxId,
  });
  await reply(id, "Which order number is it?");
  await house.okafor.writes("I told you already: 40113!", { inboxId });
  const before = await conversationOf(id);
  await desk.advance("1 minute");
  const after = await conversationOf(id);
  assert.deepEqual(after.failures, ["repeated_information"]);
  assert.equal(after.priority, "high");
  assert.ok(Date.parse(after.due_at!) <= desk.clock.now() + 15 * 60_000);
  assert.ok(Date.parse(after.due_at!) < Date.parse(before.due_at!) - 3_600_000);
});

test("what somebody calls wrong stays to be seen, counts no more, and is not found again", async () => {
  await moveIn();
  const { conversation_id: id } = await house.okafor.writes("Where is my lamp?");
  await desk.advance("2 hours");
  await reply(id, "It stands in our shop in Gent, ready to be taken home. Ask for Joris.");
  await desk.advance("1 minute");
  const found = (await auditOf(id)).findings.find(({ label }) => label === "long_first_response");
  const stranger = await house.addMember({ name: "Stranger" });
  const path = `/audit-findings/${found!.id}/dispute`;
  assert.equal((await stranger.post(path, {})).code, "conversations.not_found");
  const answer = await house.ana.post<{ disputed_at: string }>(path, { reason: "They wrote at night." });
  assert.ok(answer.ok.disputed_at);
  assert.deepEqual((await conversationOf(id)).failures, []);
  await house.okafor.writes("Thanks!");
  await desk.advance("1 minute");
  assert.deepEqual(await holding(id), ["long_first_response"]);
  assert.equal((await auditOf(id)).findings[0]!.dispute_reason, "They wrote at night.");
  assert.deepEqual((await conversationOf(id)).failures, []);
});

test("what somebody else's house said is never judged here, and a stranger does not see a verdict", async () => {
  await moveIn();
  const { conversation_id: id } = await house.okafor.writes("Hello?");
  const there = house;
  await moveIn();
  assert.equal((await house.ana.get(`/conversations/${id}/audit`)).code, "conversations.not_found");
  await desk.advance("1 minute");
  const { rows } = await desk.owner.query("select organisation_id from audits where conversation_id = $1", [
    id,
  ]);
  assert.deepEqual(rows, [{ organisation_id: there.organisationId }]);
});

test("news is judged once, from where the last look ended", async () => {
  await moveIn();
  await house.okafor.writes("Do you have it in green?");
  await desk.settle();
  await desk.work("audit-missed");
  const judgedAt = async () =>
    (
      await desk.owner.query("select judged_at from audits where organisation_id = $1", [
        house.organisationId,
      ])
    ).rows;
  const [first] = await judgedAt();
  desk.clock.move(5000);
  await desk.work("audit-missed");
  assert.deepEqual(await judgedAt(), [first]);
});
