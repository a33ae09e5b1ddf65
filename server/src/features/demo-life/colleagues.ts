import type { MemberActor } from "#features/accounts/actor.ts";
import { colleagueOf, firstNameOf, onShift } from "#features/demo-cast/staff.rules.ts";
import { lengthOf, lineOf, phrase, type Step } from "#features/demo-cast/stories.rules.ts";
import { assignConversation, closeConversation, snoozeConversation } from "#features/handling/handling.ts";
import { say } from "#features/messages/messages.ts";
import { type Dice, seeded } from "#lib/seeded.ts";
import type { Tx } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import type { LifeParts, Scene, Talk } from "./company.ts";
import type { PlayerRow } from "./life.store.ts";
import { saysPhrase } from "./reactions.rules.ts";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
/** Whom a newcomer is told to sign in as: her list is kept, so that it has something to show. */
const shownKey = "noor";
const emailKey = (email: string) => email.slice(0, email.indexOf("@"));

/** A member who is played, with the languages of the cast. */
export interface Player {
  actor: MemberActor;
  key: string;
  languages: readonly string[];
}

/** When each of them may move next, in epoch milliseconds: people do one thing at a time. Pacing, and nothing that counts. */
export type Pace = Map<string, number>;

export function playersOf(scene: Scene, organisationId: string): Player[] {
  const there = new Set(onShift(scene.now).map((each) => each.key));
  return scene.players
    .filter((row) => !row.disabled && !scene.humans.has(row.id) && there.has(emailKey(row.email)))
    .map((row) => playerOf(row, organisationId));
}

function playerOf(row: PlayerRow, organisationId: string): Player {
  const key = emailKey(row.email);
  const actor: MemberActor = {
    kind: "member",
    organisationId,
    memberId: row.id,
    name: row.name,
    role: row.role,
    inboxIds: "all",
    sessionId: "demo",
  };
  return { actor, key, languages: colleagueOf(key)?.languages ?? ["en"] };
}

/** Simulated colleagues take what waits, answer what is theirs, and finish what is done. */
export async function colleaguesAct(parts: LifeParts, scene: Scene, pace: Pace): Promise<void> {
  const players = playersOf(scene, parts.organisationId);
  const byId = new Map(players.map((player) => [player.actor.memberId, player]));
  for (const talk of scene.talks) {
    if (talk.status !== "open") continue;
    const owner = talk.assignee_id === null ? null : byId.get(talk.assignee_id);
    if (!talk.persona) await explainTo(parts, scene, talk, players);
    else if (owner === null) await share(parts, scene, talk, players, pace);
    else if (owner && (pace.get(owner.actor.memberId) ?? 0) <= scene.now) {
      if (await goOn(parts, scene, talk, owner, players))
        pace.set(owner.actor.memberId, scene.now + 6 * secondMs);
    }
  }
}

/** A person in front of the shop page gets to know what this is, unless somebody real can answer. */
async function explainTo(parts: LifeParts, scene: Scene, talk: Talk, players: Player[]): Promise<void> {
  const waitedMs = talk.waiting_since === null ? 0 : scene.now - Date.parse(talk.waiting_since);
  const isOurs = talk.channel === "web-chat" && talk.answered === 0 && waitedMs > 45 * secondMs;
  const player = players.find((each) => each.languages.includes(talk.language ?? "en")) ?? players[0];
  if (!isOurs || scene.humans.size > 0 || !player) return;
  await act(parts, talk, async (tx) => {
    const text = phrase(talk.phrases, "visitor", talk.slots, talk.id);
    await say(tx, player.actor, talk.id, { kind: "reply", text, seen: talk.version }, parts.handOver);
  });
}

/** Work is handed to whoever looks at the desk before colleagues take it, as long as their hands are free. */
async function share(
  parts: LifeParts,
  scene: Scene,
  talk: Talk,
  players: Player[],
  pace: Pace,
): Promise<void> {
  if (talk.waiting_since === null) return;
  const used = shareUsed(talk, scene.now);
  const untaken = scene.talks.filter(
    (each) => each.assignee_id === null && each.waiting_since !== null,
  ).length;
  const members = scene.stages.find((stage) => stage.id === talk.inbox_id)?.member_ids ?? [];
  const load = (memberId: string) =>
    scene.talks.filter((each) => each.assignee_id === memberId && each.waiting_since !== null).length;
  const waitedMs = scene.now - Date.parse(talk.waiting_since);
  const wanting = scene.players.filter(
    (row) =>
      (scene.humans.has(row.id) || emailKey(row.email) === shownKey) &&
      members.includes(row.id) &&
      load(row.id) < 6 &&
      (colleagueOf(emailKey(row.email))?.languages ?? []).includes(talk.language ?? "en"),
  );
  const hand = players.find((each) => each.actor.role !== "agent") ?? players[0];
  if (wanting[0] && hand && waitedMs > 12 * secondMs && (pace.get("handing out") ?? 0) <= scene.now) {
    pace.set("handing out", scene.now + 25 * secondMs);
    await give(parts, talk, hand, wanting[0].id);
    return;
  }
  if (used < 0.5 && untaken <= 6) return;
  const able = players.filter((each) => each.key !== shownKey && members.includes(each.actor.memberId));
  const speaking = able.filter((each) => each.languages.includes(talk.language ?? "en"));
  // What nobody can read does not lie there for ever either (F19).
  const takers = (speaking.length > 0 || used < 0.9 ? speaking : able).filter(
    (each) => load(each.actor.memberId) < 5,
  );
  const taker = takers.toSorted((a, b) => load(a.actor.memberId) - load(b.actor.memberId))[0];
  if (!taker || (pace.get(taker.actor.memberId) ?? 0) > scene.now) return;
  pace.set(taker.actor.memberId, scene.now + 5 * secondMs);
  await give(parts, talk, taker, taker.actor.memberId);
}

async function give(parts: LifeParts, talk: Talk, by: Player, memberId: string): Promise<void> {
  talk.assignee_id = memberId;
  await act(parts, talk, async (tx) => void (await assignConversation(tx, by.actor, talk.id, memberId)));
}

/** One move in a conversation of one's own; false when there is nothing to do now. */
async function goOn(
  parts: LifeParts,
  scene: Scene,
  talk: Talk,
  owner: Player,
  players: Player[],
): Promise<boolean> {
  const dice = seeded(`${talk.persona!.number}/${talk.written}/${talk.answered}/${owner.key}`);
  const moveAt = moveTime(talk, owner, dice);
  if (scene.now < moveAt) {
    if (moveAt - scene.now < 6 * secondMs) showWriting(parts, talk, owner);
    return false;
  }
  const next = nextStep(talk, owner);
  if (next) return playStep(parts, talk, owner, next, players);
  if (talk.waiting_since !== null) return improvise(parts, talk, owner, dice);
  const isQuiet = scene.now - Date.parse(talk.last_at) > 6 * minuteMs;
  if (!isQuiet || talk.persona!.number < 30_000) return false;
  return finish(parts, talk, owner, talk.subject ?? "", dice);
}

/** Within the promise mostly, never all at once; quick in a chat that has begun. */
function moveTime(talk: Talk, owner: Player, dice: Dice): number {
  const lastAt = Date.parse(talk.last_at);
  if (talk.waiting_since === null || talk.due_at === null) return lastAt + dice.between(9, 22) * secondMs;
  const since = Date.parse(talk.waiting_since);
  const promiseMs = Date.parse(talk.due_at) - since;
  const share = dice.chance(0.1) ? 1.1 : dice.between(0.25, 0.8);
  if (owner.key === shownKey) return since + promiseMs * 1.3;
  const isLate = talk.persona!.number >= 30_000;
  const most = talk.answered > 0 ? dice.between(15, 70) : dice.between(25, 300);
  return Math.max(
    since + Math.min(promiseMs * share, isLate ? most * secondMs : Infinity),
    lastAt + 4 * secondMs,
  );
}

function shareUsed(talk: Talk, now: number): number {
  const since = Date.parse(talk.waiting_since!);
  return (now - since) / Math.max(1, Date.parse(talk.due_at!) - since);
}

/** The story's next step, when it is ours and has not been played yet. */
function nextStep(talk: Talk, owner: Player): { step: Step; text: string; index: number } | null {
  const { story, persona, step, channel, last_note, returned } = talk;
  if (!story || !persona || step < 0) return null;
  for (let index = step + 1; index < story.steps.length; index++) {
    const next = story.steps[index]!;
    if (next.sign === "customer") return null;
    const text = lineOf(story, index, persona, { agent: firstNameOf(owner.actor.name), channel });
    const isNote = next.sign === "note" || next.sign === "handed";
    if (isNote && last_note === text) continue;
    if (next.sign === "snoozed" && returned === "time") continue;
    return { step: next, text, index };
  }
  return null;
}

async function playStep(
  parts: LifeParts,
  talk: Talk,
  owner: Player,
  { step, text }: { step: Step; text: string },
  players: Player[],
): Promise<boolean> {
  switch (step.sign) {
    case "member":
      return reply(parts, talk, owner, text);
    case "note":
      return act(parts, talk, async (tx) => {
        const called = players.find((each) => each.key === step.mention);
        const mentions = called ? [called.actor.memberId] : [];
        await say(tx, owner.actor, talk.id, { kind: "note", text, mentions }, parts.handOver);
      });
    case "handed":
      return handOn(parts, talk, owner, text, players);
    case "snoozed":
      return act(parts, talk, (tx) =>
        snoozeConversation(tx, owner.actor, talk.id, tx.now + lengthOf(step.text)),
      );
    case "resolved":
      return finish(parts, talk, owner, text, seeded(text));
    default:
      return act(parts, talk, async (tx) => {
        await closeConversation(tx, owner.actor, talk.id, { reason: text });
      });
  }
}

async function handOn(
  parts: LifeParts,
  talk: Talk,
  owner: Player,
  text: string,
  players: Player[],
): Promise<boolean> {
  const others = players.filter((each) => each !== owner && each.languages.includes(talk.language ?? "en"));
  const to = seeded(`${talk.id}`).pick(others.length > 0 ? others : players);
  return act(parts, talk, async (tx) => {
    await say(tx, owner.actor, talk.id, { kind: "note", text }, parts.handOver);
    await assignConversation(tx, owner.actor, talk.id, to.actor.memberId);
  });
}

/** Words for when no story knows how to go on. */
async function improvise(parts: LifeParts, talk: Talk, owner: Player, dice: Dice): Promise<boolean> {
  const { phrases, last_text, we_said } = talk;
  if (saysPhrase(phrases.thanks!, last_text ?? ""))
    return finish(parts, talk, owner, talk.subject ?? "", dice);
  const hasLooked = saysPhrase(phrases.look!, we_said ?? "");
  return reply(parts, talk, owner, freshPhrase(talk, hasLooked ? "settle" : "look", slotsFor(talk, owner)));
}

/** A word to a customer who spoke last, or a reason, and the conversation is closed. */
async function finish(
  parts: LifeParts,
  talk: Talk,
  owner: Player,
  solved: string,
  dice: Dice,
): Promise<boolean> {
  const slots = slotsFor(talk, owner);
  const hasReason = talk.waiting_since !== null && dice.chance(0.4);
  const reason = hasReason ? { reason: phrase(talk.phrases, "nothing_open", slots, talk.id) } : {};
  return act(parts, talk, async (tx) => {
    if (talk.waiting_since !== null && !hasReason) {
      const text = freshPhrase(talk, "close", slots);
      await say(tx, owner.actor, talk.id, { kind: "reply", text, seen: talk.version }, parts.handOver);
    }
    await closeConversation(tx, owner.actor, talk.id, { solved, ...reason });
  });
}

/** Not what was said last: nobody repeats himself in one breath. */
function freshPhrase(talk: Talk, key: string, slots: Record<string, string>): string {
  const tries = [0, 1, 2, 3, 4, 5].map((each) =>
    phrase(talk.phrases, key, slots, `${talk.id} ${talk.answered} ${each}`),
  );
  return tries.find((text) => text !== talk.we_said) ?? tries[0]!;
}

const slotsFor = (talk: Talk, owner: Player) => ({ ...talk.slots, agent: firstNameOf(owner.actor.name) });

function reply(parts: LifeParts, talk: Talk, owner: Player, text: string): Promise<boolean> {
  return act(parts, talk, async (tx) => {
    await say(tx, owner.actor, talk.id, { kind: "reply", text, seen: talk.version }, parts.handOver);
  });
}

function showWriting({ watchers, live, organisationId }: LifeParts, talk: Talk, owner: Player): void {
  const { memberId } = owner.actor;
  const presence = watchers.look(organisationId, memberId, {
    do: "presence",
    conversation_id: talk.id,
    doing: "replying",
  });
  live.sign(organisationId, talk.inbox_id, { sign: "presence", presence }, memberId);
}

/** In a transaction; that a person was faster is what happens on a desk, and no failure. */
async function act(
  { database, organisationId }: LifeParts,
  _talk: Talk,
  run: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  try {
    await database.transaction(organisationId, run);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return true;
}
