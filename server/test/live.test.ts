import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { signedHeader } from "../src/channels/api/api.signature.ts";
import type { ConversationSummary } from "../src/features/conversations/conversations.contract.ts";
import type { InboxSnapshot } from "../src/features/inbox/inbox.contract.ts";
import { apply } from "../src/features/inbox/inbox.rules.ts";
import { chances } from "./support/chances.ts";
import { type Follower, follow } from "./support/follower.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { markedWords } from "./support/marked-words.ts";
import { type Colleague, foundHouse, type House } from "./support/people.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk({ guard: markedWords().guard });
});
after(() => desk.close());

/** A desk in motion: what happened so far, for actions that go on from there. */
interface Scene {
  house: House;
  people: Colleague[];
  customers: ReturnType<House["customer"]>[];
  conversations: string[];
  held: { conversation: string; message: string; who: Colleague }[];
  merges: { kept: string; merge: string }[];
  bulk: { id: string; who: Colleague }[];
  hookSecret: string;
}

/** One thing that somebody does, chosen by three numbers; a refusal is as good as an act. */
type Act = (scene: Scene, a: number, b: number, c: number) => Promise<unknown>;

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!;
const at = (scene: Scene, n: number) => `/conversations/${pick(scene.conversations, n)}`;
const someone = (scene: Scene, n: number) => pick(scene.people, n);
const later = (hours: number) => new Date(desk.clock.now() + hours * 3_600_000).toISOString();

async function say(scene: Scene, a: number, b: number, message: object): Promise<void> {
  const conversation = pick(scene.conversations, a);
  const who = someone(scene, b);
  const answer = await who.post<{ message_id: string }>(`/conversations/${conversation}/messages`, message);
  if (answer.status === 201 && "hold_seconds" in message)
    scene.held.push({ conversation, message: answer.body.message_id, who });
}

const acts: Record<string, Act> = {
  async write(scene, a, b) {
    const { conversation_id } = await pick(scene.customers, a).writes(`Words ${b}`, {
      ...(b % 3 === 0 ? { conversation_key: `order ${b % 4}` } : {}),
      inboxId: b % 5 === 0 ? scene.house.backroomId : scene.house.inboxId,
    });
    if (!scene.conversations.includes(conversation_id)) scene.conversations.push(conversation_id);
  },
  reply: (scene, a, b) => say(scene, a, b, { kind: "reply", text: `Answer ${a}` }),
  "reply and close": (scene, a, b) => say(scene, a, b, { kind: "reply", text: "Done", resolve: {} }),
  "reply, held": (scene, a, b) => say(scene, a, b, { kind: "reply", text: "Wait", hold_seconds: 20 }),
  note: (scene, a, b) => say(scene, a, b, { kind: "note", text: `Note ${a}` }),
  mention: (scene, a, b, c) =>
    say(scene, a, b, { kind: "note", text: "Look", mentions: [someone(scene, c).memberId] }),
  async "take back"(scene, a) {
    const held = scene.held.pop();
    if (held) await held.who.delete(`/conversations/${held.conversation}/messages/${held.message}/hold`);
    else await acts.note!(scene, a, a, a);
  },
  look: (scene, a, b) => someone(scene, b).put(`${at(scene, a)}/read`),
  assign: (scene, a, b, c) =>
    someone(scene, b).put(`${at(scene, a)}/assignment`, { member_id: someone(scene, c).memberId }),
  "give back": (scene, a, b) => someone(scene, b).delete(`${at(scene, a)}/assignment`),
  close: (scene, a, b) => someone(scene, b).put(`${at(scene, a)}/resolution`, { reason: "enough said" }),
  reopen: (scene, a, b) => someone(scene, b).delete(`${at(scene, a)}/resolution`),
  snooze: (scene, a, b, c) => someone(scene, b).put(`${at(scene, a)}/snooze`, { until: later(1 + (c % 3)) }),
  wake: (scene, a, b) => someone(scene, b).delete(`${at(scene, a)}/snooze`),
  prioritise: (scene, a, b, c) =>
    someone(scene, b).put(`${at(scene, a)}/priority`, { priority: pick(["low", "normal", "urgent"], c) }),
  tag: (scene, a, b, c) => someone(scene, b).put(`${at(scene, a)}/tags`, { tags: [`t${c % 3}`] }),
  rename: (scene, a, b, c) => someone(scene, b).put(`${at(scene, a)}/subject`, { subject: `About ${c}` }),
  draft: (scene, a, b) => someone(scene, b).put(`${at(scene, a)}/drafts/reply`, { text: "Half" }),
  "drop draft": (scene, a, b) => someone(scene, b).delete(`${at(scene, a)}/drafts/reply`),
  async "know a name"(scene, a, b, c) {
    const { customer } = (await scene.house.ines.get<ConversationSummary>(at(scene, a))).ok;
    await someone(scene, b).patch(`/customers/${customer.id}`, { name: c % 4 === 0 ? null : `Name ${c}` });
  },
  async merge(scene, a, b) {
    const of = async (n: number) =>
      (await scene.house.ines.get<ConversationSummary>(at(scene, n))).ok.customer.id;
    const [kept, other] = [await of(a), await of(b)];
    const answer = await scene.house.ines.post<{ merges: { id: string }[] }>(`/customers/${kept}/merges`, {
      customer_id: other,
    });
    if (answer.status === 201) scene.merges.push({ kept, merge: answer.body.merges[0]!.id });
  },
  async "take a merge apart"(scene, a, b) {
    const last = scene.merges.pop();
    if (last) await scene.house.ines.delete(`/customers/${last.kept}/merges/${last.merge}`);
    else await acts.merge!(scene, a, b, 0);
  },
  async "change many"(scene, a, b, c) {
    const who = someone(scene, b);
    const change = pick(
      [
        { do: "tag", tag: "many" },
        { do: "assign", member_id: who.memberId },
        { do: "resolve", reason: "all of them" },
        { do: "snooze", until: later(2) },
        { do: "reopen" },
      ],
      c,
    );
    const ids = [...new Set([pick(scene.conversations, a), pick(scene.conversations, a + 1)])];
    const answer = await who.post<{ id: string }>("/bulk-changes", { conversation_ids: ids, change });
    if (answer.status === 201) scene.bulk.push({ id: answer.body.id, who });
  },
  async "put many back"(scene, a, b, c) {
    const last = scene.bulk.pop();
    if (last) await last.who.delete(`/bulk-changes/${last.id}`);
    else await acts["change many"]!(scene, a, b, c);
  },
  "rename a member": (scene, a, _b, c) =>
    scene.house.ines.put(`/members/${someone(scene, a).memberId}`, {
      name: `Person ${c}`,
      languages: ["sv"],
    }),
  "change an inbox": (scene, _a, _b, c) =>
    scene.house.ines.put(`/inboxes/${scene.house.inboxId}`, {
      name: `Shop ${c}`,
      response_target_ms: 60_000 + c,
    }),
  "save a reply": (scene, a, _b, c) =>
    someone(scene, a).post("/saved-replies", { title: `T${c}`, bodies: { en: "x" }, shared: c % 2 === 0 }),
  "save a view": (scene, a, _b, c) =>
    someone(scene, a).post("/views", { name: `V${c}`, query: { status: "open" }, shared: c % 2 === 0 }),
  "let time pass": (_scene, _a, _b, c) => desk.advance(pick(["30 seconds", "5 minutes", "2 hours"], c)),
  async "send what cannot be read"(scene) {
    const body = '{"from": 12';
    await desk.app.http.inject({
      method: "POST",
      url: `/api/v1/hooks/${scene.house.inboxId}`,
      headers: {
        "content-type": "application/json",
        "amends-signature": signedHeader(Buffer.from(body), scene.hookSecret, desk.clock.now()),
      },
      payload: body,
    });
    await desk.advance("1 second");
  },
  async "answer too late"(scene) {
    const { conversation_id } = await scene.customers[0]!.writes("Where is my lamp?", {
      conversation_key: "late",
      inboxId: scene.house.inboxId,
    });
    if (!scene.conversations.includes(conversation_id)) scene.conversations.push(conversation_id);
    await desk.advance("3 hours");
    await scene.house.ana.post(`/conversations/${conversation_id}/messages`, {
      kind: "reply",
      text: "Here.",
    });
    await desk.advance("1 minute");
  },
  "reply with a finding": (scene, a, b) => say(scene, a, b, { kind: "reply", text: `ADVICE ${a}` }),
  async "dispute a finding"(scene, _a, b) {
    const { items } = (await someone(scene, b).get<{ items: { id: string }[] }>("/findings?mine=1")).ok;
    if (items[0]) await someone(scene, b).post(`/findings/${items[0].id}/dispute`, {});
  },
};

const everyType = [
  "message.added",
  "message.changed",
  "conversation.created",
  "conversation.assigned",
  "conversation.unassigned",
  "conversation.resolved",
  "conversation.reopened",
  "conversation.snoozed",
  "conversation.returned",
  "conversation.prioritised",
  "conversation.tagged",
  "conversation.renamed",
  "conversation.mentioned",
  "conversation.seen",
  "draft.changed",
  "draft.dropped",
  "audit.changed",
  "finding.recorded",
  "finding.disputed",
  "customer.changed",
  "customer.merged",
  "customer.unmerged",
  "member.changed",
  "inbox.changed",
  "reply.changed",
  "view.changed",
  "arrival.unreadable",
];

async function sceneOf(): Promise<Scene> {
  const house = await foundHouse(desk);
  const { secret } = (await house.ines.put<{ secret: string }>(`/inboxes/${house.inboxId}/secret`)).ok;
  const scene: Scene = {
    house,
    people: [house.ana, house.tomas, house.ines],
    customers: [house.okafor, house.customer("Mr Bianchi"), house.customer("Frau Roth")],
    conversations: [],
    held: [],
    merges: [],
    bulk: [],
    hookSecret: secret,
  };
  for (const customer of scene.customers)
    scene.conversations.push((await customer.writes("First words")).conversation_id);
  return scene;
}

const snapshotOf = async (who: Colleague) => (await who.get<InboxSnapshot>("/inbox")).ok;

/** Everything on a screen but the place in the stream, which also counts what this person may not see. */
function shown({ position: _, ...rest }: InboxSnapshot): unknown {
  return rest;
}

interface Screen {
  who: Colleague;
  follower: Follower;
  snapshot: InboxSnapshot;
}

async function openScreen(who: Colleague): Promise<Screen> {
  const follower = await follow(desk, who);
  await desk.settle();
  return { who, follower, snapshot: await snapshotOf(who) };
}

test("a snapshot and the events after it are a fresh snapshot, for everybody, whatever happens", async () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(acts)), fc.nat(50), fc.nat(50), fc.nat(50));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
      const scene = await sceneOf();
      const screens: Screen[] = [];
      for (const who of scene.people) screens.push(await openScreen(who));
      // Once all are there: that somebody is online is a passing sign, not an event.
      for (const screen of screens) screen.snapshot = await snapshotOf(screen.who);
      for (const [name, a, b, c] of steps) await acts[name]!(scene, a, b, c);
      for (const { who, follower, snapshot } of screens) {
        await follower.catchUp();
        const after = follower.events.filter((event) => Number(event.position) > Number(snapshot.position));
        const state = after.reduce(apply, snapshot);
        assert.deepEqual(shown(state), shown(await snapshotOf(who)), who.name);
        // Applying what a snapshot holds already, or the same events twice, changes nothing.
        assert.deepEqual(shown(follower.events.reduce(apply, state)), shown(state), `${who.name}, twice`);
      }
      for (const { follower } of screens) follower.close();
    }),
    chances(10),
  );
});

/** Where it takes the right person or conversation for something to come of it: who, where, what. */
const certain: Record<string, number[][]> = {
  mention: [[0, 0, 1]],
  // Held, and so taken back, by somebody who sees the conversation.
  "reply, held": [[0, 2, 0]],
  look: [[0, 1, 0]],
  merge: [[0, 1, 0]],
  // By somebody who sees the conversation, and to what it is not yet.
  tag: [[0, 2, 1]],
  "know a name": [[0, 2, 1]],
  // Drafts are told to their writer alone: the one whose screen this is, and the same draft both times.
  draft: [[0, 2, 0]],
  "drop draft": [[0, 2, 0]],
  // So are findings.
  "reply with a finding": [[0, 2, 0]],
  "dispute a finding": [[0, 2, 0]],
};

test("every act alone, so that every type of event has been told and applied", async () => {
  const scene = await sceneOf();
  const screen = await openScreen(scene.house.ines);
  screen.snapshot = await snapshotOf(scene.house.ines);
  for (const [n, name] of Object.keys(acts).entries()) {
    for (const [a, b, c] of certain[name] ?? [
      [n, n, n],
      [n, n, n + 1],
    ])
      await acts[name]!(scene, a!, b!, c!);
    await screen.follower.catchUp();
    const state = screen.follower.events
      .filter((event) => Number(event.position) > Number(screen.snapshot.position))
      .reduce(apply, screen.snapshot);
    assert.deepEqual(shown(state), shown(await snapshotOf(scene.house.ines)), name);
  }
  const seenTypes = new Set(screen.follower.events.map((event) => event.type));
  screen.follower.close();
  const { rows } = await desk.owner.query("select distinct type from journal where organisation_id = $1", [
    scene.house.organisationId,
  ]);
  const recorded = rows.map((row) => row.type as string);
  // Whatever this house's journal knows has been on its screen, and it knows everything that a desk does. No chance
  // has a part in either: the acts above are the same ones every time.
  assert.deepEqual(recorded.filter((type) => !seenTypes.has(type)).sort(), []);
  assert.deepEqual(
    everyType.filter((type) => !recorded.includes(type)),
    [],
  );
});

test("a screen that was away catches up from where it was, without a gap or a double", async () => {
  const scene = await sceneOf();
  const first = await openScreen(scene.house.ana);
  first.follower.close();
  for (let i = 0; i < 5; i++) await acts.write!(scene, i, 1, 1);
  await desk.settle();
  const back = await follow(desk, scene.house.ana, first.snapshot.position);
  for (let i = 0; i < 5; i++) await acts.note!(scene, i, 0, 1);
  await back.until(() => back.events.filter((event) => event.data.kind === "note").length === 5);
  const positions = back.events.map((event) => Number(event.position));
  assert.deepEqual(
    positions,
    [...new Set(positions)].sort((a, b) => a - b),
  );
  assert.deepEqual(
    shown(back.events.reduce(apply, { ...first.snapshot, members: [] })),
    shown({ ...(await snapshotOf(scene.house.ana)), members: [] }),
  );
  back.close();
});

test("a screen that was away too long is told to load afresh", async () => {
  const scene = await sceneOf();
  const { position } = await snapshotOf(scene.house.ana);
  await desk.owner.query(
    `insert into journal (organisation_id, type, actor_kind, inbox_id)
     select $1, 'conversation.seen', 'system', $2 from generate_series(1, 1001)`,
    [scene.house.organisationId, scene.house.inboxId],
  );
  await desk.settle();
  const late = await follow(desk, scene.house.ana, position);
  await late.until(() => late.signs.length === 2);
  assert.deepEqual(
    late.signs.map((sign) => sign.sign),
    ["hello", "reload"],
  );
  late.close();
});
