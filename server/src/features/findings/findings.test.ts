import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { markedWords } from "../../../test/support/marked-words.ts";
import { type Colleague, foundHouse, type House } from "../../../test/support/people.ts";
import type { CheckedFinding, Finding, InboxGuard, Patterns } from "./findings.contract.ts";

const { guard, judged } = markedWords();
let desk: Desk;
let house: House;
before(async () => {
  desk = await openDesk({ guard });
});
beforeEach(async () => {
  house = await foundHouse(desk);
  judged.length = 0;
});
after(() => desk.close());

interface Problem {
  code: string;
  findings: CheckedFinding[];
}
type SavedProblem = { code: string; findings: (CheckedFinding & { language: string })[] };
type Own = { items: Finding[]; next: string | null };

async function wrote(text = "Where is my lamp?"): Promise<string> {
  return `/conversations/${(await house.okafor.writes(text)).conversation_id}`;
}

function answer(who: Pick<Colleague, "post">, at: string, text: string, more: object = {}) {
  return who.post<{ message_id: string } & Problem>(`${at}/messages`, { kind: "reply", text, ...more });
}

const own = async (who: Colleague) => (await who.get<Own>("/findings?mine=1")).ok.items;

test("F31: what blocks is not sent, and the answer says what and where", async () => {
  const at = await wrote();
  const stopped = await answer(house.ana, at, "It is BLOCKED here, with ADVICE.");
  assert.equal(stopped.status, 422);
  assert.equal(stopped.code, "guard.blocked");
  assert.deepEqual(
    stopped.body.findings.map(({ label, span, blocks }) => [label, span, blocks]),
    [
      ["rude_or_offensive", [6, 13], true],
      ["vague_no_next_step", [25, 31], false],
    ],
  );
  const { items } = (await house.ana.get<{ items: { kind: string }[] }>(`${at}/messages`)).ok;
  assert.deepEqual(
    items.map(({ kind }) => kind),
    ["inbound"],
  );
  assert.deepEqual(await own(house.ana), []);
});

test("with a reason of three characters it goes out, and the reason is kept beside the finding", async () => {
  const at = await wrote();
  for (const reason of ["", "  a ", "ab"]) {
    const stopped = await answer(house.ana, at, "BLOCKED", { override: { reason } });
    assert.equal(stopped.status, 422, reason);
  }
  const sent = await answer(house.ana, at, "BLOCKED", { override: { reason: " their own voucher " } });
  const [finding] = await own(house.ana);
  assert.deepEqual(
    [finding?.message_id, finding?.blocks, finding?.override_reason, finding?.words],
    [sent.ok.message_id, true, "their own voucher", "BLOCKED"],
  );
});

test("programs and people are stopped alike, and a program is judged as one", async () => {
  const at = await wrote();
  assert.equal((await answer(house.program, at, "BLOCKED")).code, "guard.blocked");
  assert.equal(judged.at(-1)?.sender, "bot");
  await answer(house.ana, at, "Fine");
  assert.equal(judged.at(-1)?.sender, "agent");
});

test("F28: the database itself keeps what blocks from being recorded without a reason", async () => {
  const insert = (reason: string | null) =>
    desk.owner.query(
      `insert into findings (id, organisation_id, message_id, label, confidence, blocks, override_reason)
       values ('fnd_0000000000' || gen_random_uuid(), $1, 'msg_x', 'rude_or_offensive', 1, true, $2)`,
      [house.organisationId, reason],
    );
  await assert.rejects(insert(null), /blocked_needs_reason/);
  await assert.rejects(insert("  a  "), /blocked_needs_reason/);
  await insert("because");
});

test("a note is stopped for a secret alone, and knows no other customers", async () => {
  const at = await wrote();
  const note = (text: string) => house.ana.post<Problem>(`${at}/messages`, { kind: "note", text });
  assert.equal((await note("BLOCKED, ADVICE, card 4242")).status, 201);
  assert.equal(judged.at(-1)?.foreign, undefined);
  const stopped = await note("SECRET");
  assert.equal(stopped.code, "guard.blocked");
  assert.deepEqual(await own(house.ana), []);
});

test("it is judged in the light of what was said, who the customer is, and where it goes", async () => {
  const { conversation_id } = await house.okafor.writes("Wo ist meine Lampe?", {
    language: "de",
    from: { email: house.okafor.email, phone: house.okafor.phone },
  });
  const at = `/conversations/${conversation_id}`;
  await house.ana.put(`${at}/subject`, { subject: "Lamp" });
  await house.ana.post(`${at}/messages`, { kind: "note", text: "she is kind" });
  for (let i = 0; i < 13; i++) await answer(house.ana, at, `Answer ${i}`);
  const input = judged.at(-1)!;
  assert.equal(input.lang, "de");
  assert.equal(input.channel, "chat");
  assert.equal(input.context?.length, 12);
  assert.deepEqual(input.context?.at(-1), { speaker: "agent", text: "Answer 11" });
  assert.ok(!JSON.stringify(input.context).includes("she is kind"));
  assert.deepEqual(input.facts, {
    subject: "Lamp",
    name: "Mrs Okafor",
    email: house.okafor.email,
    phone: house.okafor.phone,
  });
});

test("another customer's address, telephone, order and name do not go out to this one", async () => {
  const other = house.customer("Frieda Lindqvist");
  await other.writes("My order 7730415 is late", { from: { email: other.email, phone: "+31 6 4455 6677" } });
  await house.customer("Mr Bianchi").writes("Article 5512345 hums");
  await house.customer("Frau Roth").writes("So does my article 5512345");
  const at = await wrote("What of my lamp? My sister is sister@example.com");
  await house.customer("Sister").writes("Hello", { from: { email: "sister@example.com" } });
  for (const leak of [other.email, other.email.toUpperCase(), "06 44556677", "order 7730415"]) {
    const stopped = await answer(house.ana, at, `It went to ${leak}, for Frieda Lindqvist.`);
    assert.equal(stopped.status, 422, leak);
  }
  assert.ok(judged.some(({ foreign }) => foreign?.includes("Frieda Lindqvist")));
  // Theirs, what they named themselves, what several speak of, and what is new.
  const harmless = `${house.okafor.email}, sister@example.com, 5512345, order 9988776, lamp 7730415, desk@example.org, 2026-11-25, 10115`;
  assert.equal((await answer(house.ana, at, harmless)).status, 201);
  // To whom it belongs it may be said.
  const theirs = (await other.writes("Well?")).conversation_id;
  const said = await answer(house.ana, `/conversations/${theirs}`, `Order 7730415 goes to ${other.email}`);
  assert.equal(said.status, 201);
});

test("what colleagues wrote to each other does not go out word for word", async () => {
  const at = await wrote();
  const note = "She has rung five times and is never satisfied. Be kind.";
  await house.tomas.post(`${at}/messages`, { kind: "note", text: note });
  assert.equal((await answer(house.ana, at, `Hello, ${note}`)).code, "guard.blocked");
  assert.equal((await answer(house.ana, at, "Hello. Be kind.")).status, 201);
});

test("what went out already is not judged again when it is sent again for safety", async () => {
  const at = await wrote();
  const message = { client_id: "the-same", override: { reason: "because" } };
  const first = await answer(house.ana, at, "BLOCKED", message);
  const again = await answer(house.ana, at, "BLOCKED", { client_id: "the-same" });
  assert.deepEqual([again.status, again.body.message_id], [200, first.ok.message_id]);
  assert.equal((await own(house.ana)).length, 1);
});

test("each inbox chooses how much advice it wants, and nobody is counted for what they were not told", async () => {
  const at = await wrote();
  const text = "ADVICE and something FAINT";
  const found = async () => {
    await answer(house.ana, at, text);
    const items = await own(house.ana);
    const newest = items.filter(({ message_id }) => message_id === items[0]?.message_id);
    return newest.map(({ label }) => label).sort();
  };
  const path = `/inboxes/${house.inboxId}/guard`;
  assert.equal((await house.ana.get<InboxGuard>(path)).ok.strictness, "calm");
  assert.deepEqual(await found(), ["vague_no_next_step"]);
  assert.equal((await house.ana.put(path, { strictness: "strict" })).status, 403);
  await house.ines.put(path, { strictness: "strict" });
  assert.deepEqual(await found(), ["negative_language", "vague_no_next_step"]);
  const before = (await own(house.ana)).length;
  await house.ines.put(path, { strictness: "blocks_only" });
  await answer(house.ana, at, text);
  assert.equal((await own(house.ana)).length, before);
  assert.equal((await answer(house.ana, at, "BLOCKED")).code, "guard.blocked");
});

test("findings are their writer's own: colleagues and supervisors do not read them, nor does the stream tell", async () => {
  const at = await wrote();
  await answer(house.ana, at, "ADVICE");
  const bea = await house.addMember({ name: "Bea", inboxIds: [house.inboxId] });
  assert.deepEqual(await own(bea), []);
  assert.equal((await house.tomas.get<Own>("/findings")).ok.items.length, 0);
  assert.equal((await bea.get("/findings")).status, 403);
  const told = async (who: Pick<Colleague, "get">) =>
    JSON.stringify((await who.get("/journal?limit=1000")).ok).includes("finding.recorded");
  await desk.settle();
  assert.deepEqual(
    [await told(house.ana), await told(house.tomas), await told(house.program)],
    [true, false, false],
  );
  const { rows } = await desk.owner.query(
    "select data from journal where type = 'finding.recorded' and organisation_id = $1",
    [house.organisationId],
  );
  assert.deepEqual(rows, [{ data: { own: true, labels: ["vague_no_next_step"], blocked: 0, taken: 0 } }]);
});

test("a supervisor sees patterns, and an agent sees exactly what the supervisor sees of them", async () => {
  const at = await wrote();
  await answer(house.ana, at, "ADVICE", { suggestions_taken: ["negative_language"] });
  await answer(house.ana, at, "ADVICE and BLOCKED", { override: { reason: "because" } });
  const held = await answer(house.ana, at, "ADVICE", { hold_seconds: 30 });
  await house.ana.delete(`${at}/messages/${held.ok.message_id}/hold`);
  await answer(house.tomas, at, "ADVICE");
  const seen = async (who: Colleague, query: string) =>
    (await who.get<Patterns>(`/findings/patterns?days=7${query}`)).ok;
  const ofAll = await seen(house.tomas, "");
  assert.equal(ofAll.replies, 3);
  assert.deepEqual(
    ofAll.items.map(({ label, inbox_id, count, blocked, taken }) => [label, inbox_id, count, blocked, taken]),
    [
      ["vague_no_next_step", house.inboxId, 3, 0, 0],
      ["rude_or_offensive", house.inboxId, 1, 1, 0],
      ["negative_language", house.inboxId, 0, 0, 1],
    ],
  );
  assert.match(ofAll.items[0]!.week, /^\d{4}-\d\d-\d\d$/);
  const ofAna = await seen(house.tomas, `&member=${house.ana.memberId}`);
  assert.equal(ofAna.replies, 2);
  assert.equal(ofAna.items.find(({ label }) => label === "vague_no_next_step")?.count, 2);
  const herself = await seen(house.ana, "&member=me");
  assert.deepEqual({ ...herself, since: "" }, { ...ofAna, since: "" });
  assert.equal((await house.ana.get("/findings/patterns")).status, 403);
  assert.equal((await house.ana.get(`/findings/patterns?member=${house.tomas.memberId}`)).status, 403);
  // Nothing of inboxes into which the supervisor does not look.
  const elsewhere = await house.addMember({ name: "Sven", role: "supervisor", inboxIds: [house.backroomId] });
  assert.deepEqual((await seen(elsewhere, "")).items, []);
});

test("not so: its writer alone disputes a finding, the supervisor sees it, and several teach the inbox", async () => {
  const at = await wrote();
  const bea = await house.addMember({ name: "Bea", inboxIds: [house.inboxId] });
  for (const who of [house.ana, house.ana, bea]) await answer(who, at, "ADVICE");
  const [newest, older] = (await own(house.ana)) as [Finding, Finding];
  assert.equal((await bea.post(`/findings/${newest.id}/dispute`, {})).status, 404);
  const disputed = await house.ana.post<Finding>(`/findings/${newest.id}/dispute`, {
    reason: "I gave a day",
  });
  assert.equal(disputed.status, 201);
  assert.ok(disputed.ok.disputed_at);
  const [shown] = (await house.tomas.get<Own>("/findings")).ok.items;
  assert.deepEqual(
    [shown?.id, shown?.member_id, shown?.dispute_reason, shown?.words],
    [newest.id, house.ana.memberId, "I gave a day", null],
  );
  await house.ana.post(`/findings/${older.id}/dispute`, {});
  const path = `/inboxes/${house.inboxId}/guard`;
  assert.deepEqual((await house.ana.get<InboxGuard>(path)).ok.doubted, []);
  await bea.post(`/findings/${(await own(bea))[0]!.id}/dispute`, {});
  assert.deepEqual((await house.ana.get<InboxGuard>(path)).ok.doubted, ["vague_no_next_step"]);
  await answer(house.ana, at, "ADVICE");
  assert.equal((await own(house.ana)).length, 2, "the inbox hears no more of it");
  const { items } = (await house.ana.get<Patterns>("/findings/patterns?member=me")).ok;
  assert.deepEqual([items[0]?.count, items[0]?.disputed], [2, 2]);
});

test("F36: a saved reply that ties money to a review is saved by an administrator with a reason or not at all", async () => {
  const saved = (text: string, more: object = {}) => ({
    title: "T",
    bodies: { en: "Hello", nl: text },
    ...more,
  });
  const refused = await house.ana.post<SavedProblem>("/saved-replies", saved("REVIEW"));
  assert.equal(refused.code, "guard.blocked");
  assert.deepEqual(
    refused.body.findings.map(({ label, blocks, language }) => [label, blocks, language]),
    [["threatens_or_penalises_review", true, "nl"]],
  );
  const override = { override: { reason: "quoted from the law" } };
  assert.equal((await house.tomas.post("/saved-replies", saved("REVIEW", override))).code, "guard.blocked");
  const { id } = (await house.ines.post<{ id: string }>("/saved-replies", saved("REVIEW", override))).ok;
  const { rows } = await desk.owner.query("select override_reason from findings where saved_reply_id = $1", [
    id,
  ]);
  assert.deepEqual(rows, [{ override_reason: "quoted from the law" }]);
});

test("advice on a saved reply comes back with it, where it stands in the text with its variables", async () => {
  const body = "Dear {{customer.first_name|friend}}, ADVICE";
  const { findings } = (
    await house.ana.post<{ findings: (CheckedFinding & { language: string })[] }>("/saved-replies", {
      title: "T",
      bodies: { en: body },
    })
  ).ok;
  assert.deepEqual(
    findings.map(({ label, span, language }) => [label, body.slice(...span!), language]),
    [["vague_no_next_step", "ADVICE", "en"]],
  );
  assert.ok(!judged.at(-1)!.text.includes("{{"));
  const { items } = (await house.ana.get<{ items: object[] }>("/saved-replies")).ok;
  assert.ok(!("findings" in items[0]!));
});

test("the guard as a service: one line in, one line out", async () => {
  const line = { id: 7, channel: "counter", text: "BLOCKED", labels: ["unknown to us"], context: [] };
  const checked = (await house.ana.post<Record<string, unknown>>("/guard/check", line)).ok;
  assert.deepEqual(checked, {
    id: 7,
    labels: ["rude_or_offensive"],
    positives: [],
    findings: [
      {
        label: "rude_or_offensive",
        span: [0, 7],
        confidence: 0.95,
        explanation: "BLOCKED",
        suggestion: null,
        blocks: true,
      },
    ],
  });
  assert.equal(
    (await house.ana.post<{ id: null }>("/guard/check", { channel: "chat", text: "" })).ok.id,
    null,
  );
  for (const wrong of [
    {},
    { channel: "fax", text: "x" },
    { channel: "chat" },
    { channel: "chat", text: "x".repeat(50_001) },
    { channel: "chat", text: "x", context: [{ speaker: "cat", text: "x" }] },
  ])
    assert.equal((await house.ana.post("/guard/check", wrong)).code, "http.invalid");
  const large = await house.ana.post("/guard/check", {
    channel: "chat",
    text: "x",
    note: "x".repeat(600_000),
  });
  assert.equal(large.code, "http.too_large");
});
