import { readFileSync } from "node:fs";
import { join } from "node:path";
import { named, type Persona } from "#features/demo-cast/personas.rules.ts";
import { placeFor, reachOf, visitorOf } from "#features/demo-cast/places.rules.ts";
import { firstNameOf } from "#features/demo-cast/staff.rules.ts";
import {
  lengthOf,
  lineOf,
  type Phrases,
  phrase,
  type Step,
  type Story,
} from "#features/demo-cast/stories.rules.ts";
import { seeded } from "#lib/seeded.ts";
import { instant } from "#platform/clock.ts";
import type { Album } from "./album.ts";
import { type OpenState, openVisits, pastVisits, type Visit } from "./history.rules.ts";
import { type Double, gatherPeople, type People } from "./people.ts";
import { parseScene, type SceneAct, type SceneThread } from "./scene.rules.ts";
import { type Beginning, beginThread, type MemberSeed, type SeedRow, type Thread } from "./thread.ts";
import {
  assign,
  customerReads,
  customerWrites,
  label,
  memberNotes,
  memberReplies,
  memberSees,
  resolve,
  returnFromSnooze,
  snooze,
} from "./thread-acts.ts";

/** Who works there and where messages lie, by key. */
export interface House {
  members: ReadonlyMap<string, MemberSeed>;
  inboxes: ReadonlyMap<string, { id: string; responseTargetMs: number }>;
  phrases: ReadonlyMap<string, Phrases>;
  album: Album;
  now: number;
}

export interface Past {
  threads: Thread[];
  customers: SeedRow[];
  identities: SeedRow[];
  drafts: SeedRow[];
  /** Records of one person who came by different ways, to be merged by a member. */
  doubles: Double[];
}

const minuteMs = 60_000;

export function readScene(now: number): SceneThread[] {
  return parseScene(readFileSync(join(import.meta.dirname, "scene.txt"), "utf8"), now);
}

/** The two weeks, and what is open now. */
export function tellPast(house: House, stories: readonly Story[], scene: readonly SceneThread[]): Past {
  const people = gatherPeople();
  const threads: Thread[] = [];
  const drafts: SeedRow[] = [];
  for (const visit of pastVisits(stories, house.now, 470)) threads.push(threadOf(house, people, visit, null));
  for (const { visit, state } of openVisits(stories, house.now))
    threads.push(threadOf(house, people, visit, state));
  const names = [...new Set(scene.map((each) => each.name))];
  for (const each of scene) {
    const [first = "", ...rest] = each.name.split(" ");
    const person = { first, last: rest.join(" "), place: each.place };
    const persona = named(10_001 + names.indexOf(each.name), each.language, person);
    threads.push(sceneThread(house, people, persona, each, drafts));
  }
  return { threads, drafts, ...people.rows() };
}

function beginningOf(
  house: House,
  people: People,
  persona: Persona,
  told: { channel: string; tags: string[]; subject: string; at: number },
): Beginning {
  const { channel, tags, subject, at } = told;
  const inbox = house.inboxes.get(placeFor(channel, tags).key)!;
  return {
    inbox,
    channel,
    customer: people.meet(persona, channel, inbox.id, at),
    language: persona.language,
    subject: subject || null,
    at,
    arrive: (text, messageId) => arrived(persona, channel, inbox.id, text, messageId),
  };
}

function arrived(persona: Persona, channel: string, inboxId: string, text: string, messageId: string) {
  const { name, language } = persona;
  if (channel === "web-chat") {
    const visitor = { id: visitorOf(persona.number), name, language };
    const raw = { visitor, message: { client_id: messageId, text } };
    return { raw, clientId: messageId, externalId: `${visitor.id}:${messageId}` };
  }
  const from = { id: reachOf(persona, channel, inboxId).value, name, language };
  return { raw: { external_id: messageId, from, text }, clientId: null, externalId: messageId };
}

/** One story as it happened to one person, up to where it stands. */
function threadOf(house: House, people: People, visit: Visit, state: OpenState | null): Thread {
  const { story, persona, channel, steps } = visit;
  const beginning = { channel, tags: story.tags, subject: story.subject, at: steps[0]!.at };
  const thread = beginThread(beginningOf(house, people, persona, beginning));
  const dice = seeded(`${persona.number}/${story.id}/told`);
  const memberAt = (index: number) => house.members.get((steps[index]!.by ?? nextBy(visit, index)).key)!;
  let owner: MemberSeed | null = null;
  let at = steps[0]!.at;
  for (const [index, step] of story.steps.slice(0, visit.until).entries()) {
    const isNote = step.sign === "note";
    const before = at;
    at = Math.max(at + 1000, steps[index]!.at);
    if (step.sign !== "customer" && !isNote && owner === null) {
      owner = memberAt(index);
      take(thread, Math.max(before + 500, at - dice.whole(15, 90) * 1000), owner, story, dice.chance(0.85));
    }
    const by: MemberSeed = step.sign === "customer" ? (owner ?? memberAt(index)) : memberAt(index);
    const text = lineOf(story, index, persona, { agent: firstNameOf(by.name), channel });
    if (thread.state.status === "snoozed") returnFromSnooze(thread, at - 500);
    happen(house, thread, step, { at, by, text, to: () => memberAt(index + 1) });
    if (step.sign === "handed") owner = memberAt(index + 1);
    const isRead = step.sign === "member" && ["web-chat", "whatsapp"].includes(channel);
    if (isRead && visit.until > index + 1) customerReads(thread, at + 400);
  }
  if (state) leaveOpen(house, thread, state, owner ?? memberAt(0), at);
  else for (const member of house.members.values()) memberSees(thread, at + 5 * minuteMs, member);
  return thread;
}

function take(thread: Thread, at: number, owner: MemberSeed, story: Story, isTagged: boolean): void {
  assign(thread, at, owner, owner);
  const isGrave = story.failures.some((each) => ["F31", "F39", "F44", "F51"].includes(each));
  label(thread, at + 100, owner, {
    ...(isTagged ? { tags: story.tags } : {}),
    ...(isGrave ? { priority: "high" } : {}),
  });
}

function nextBy({ steps }: Visit, index: number) {
  return (
    steps.slice(index).find((step) => step.by !== null)?.by ?? steps.findLast((step) => step.by !== null)!.by!
  );
}

function happen(
  house: House,
  thread: Thread,
  step: Step,
  { at, by, text, to }: { at: number; by: MemberSeed; text: string; to(): MemberSeed },
): void {
  const called = step.mention ? [house.members.get(step.mention)!] : [];
  switch (step.sign) {
    case "customer":
      customerWrites(thread, at, text, step.photo ? [house.album.take(step.photo, at)] : []);
      break;
    case "member":
      memberReplies(thread, at, by, text);
      break;
    case "note":
      memberNotes(thread, at, by, text, called);
      break;
    case "handed":
      memberNotes(thread, at, by, text);
      assign(thread, at + 300, to(), by);
      break;
    case "snoozed":
      snooze(thread, at, by, at + lengthOf(step.text));
      break;
    case "resolved":
      close(house, thread, { at, by, solved: text });
      break;
    case "closed":
      resolve(thread, at, by, { reason: text });
  }
}

/** After a customer's thanks the desk asks for an answer or a reason (F21): most get a word back. */
function close(
  { phrases }: House,
  thread: Thread,
  { at, by, solved }: { at: number; by: MemberSeed; solved: string },
): void {
  if (thread.state.waitingSinceAt === null) {
    resolve(thread, at, by, { solved });
    return;
  }
  const own = phrases.get(thread.beginning.language)!;
  const name = thread.customer.name ?? "";
  const slots = { name, first: firstNameOf(name), agent: firstNameOf(by.name) };
  const dice = seeded(`${name} ${solved}`);
  const isReason = dice.chance(0.4);
  const reason = isReason ? phrase(own, "nothing_open", slots, solved) : null;
  if (!isReason) memberReplies(thread, at, by, phrase(own, "close", slots, `${name} ${solved}`));
  resolve(thread, at + 300, by, { solved, reason });
}

function leaveOpen(house: House, thread: Thread, state: OpenState, owner: MemberSeed, at: number): void {
  if (state.stopsAt === "customer") assign(thread, at + 400, owner, owner);
  if (state.stopsAt === "snoozed") snooze(thread, at + minuteMs, owner, house.now + 17 * 60 * minuteMs);
}

/** A conversation of the scene, act by act. */
function sceneThread(
  house: House,
  people: People,
  persona: Persona,
  scene: SceneThread,
  drafts: SeedRow[],
): Thread {
  const { channel, tags, subject, acts } = scene;
  const thread = beginThread(
    beginningOf(house, people, persona, { channel, tags, subject, at: acts[0]!.at }),
  );
  let last = 0;
  for (const act of acts) {
    last = Math.max(last + 200, act.at);
    play(house, thread, { ...act, at: last }, drafts);
    if (act === acts[0]) {
      const tagger = house.members.get("tomas")!;
      label(thread, last + 100, tagger, { tags, ...(scene.priority ? { priority: scene.priority } : {}) });
    }
  }
  return thread;
}

function play(house: House, thread: Thread, act: SceneAct, drafts: SeedRow[]): void {
  const who = (key: string) => house.members.get(key)!;
  switch (act.do) {
    case "writes":
      customerWrites(thread, act.at, act.text, act.photo ? [house.album.take(act.photo, act.at)] : []);
      break;
    case "replies":
      memberReplies(thread, act.at, who(act.by), act.text);
      break;
    case "notes":
      memberNotes(thread, act.at, who(act.by), act.text, act.called ? [who(act.called)] : []);
      break;
    case "assigns":
      assign(thread, act.at, who(act.to), who(act.by));
      break;
    case "snoozes":
      snooze(thread, act.at, who(act.by), act.until);
      break;
    case "resolves":
      close(house, thread, { at: act.at, by: who(act.by), solved: act.text });
      break;
    case "reads":
      customerReads(thread, act.at);
      break;
    case "drafts":
      drafts.push({
        conversation_id: thread.id,
        member_id: who(act.by).id,
        kind: "reply",
        text: act.text,
        updated_at: instant(act.at),
      });
  }
}
