import { lateNumbers, named, type Persona, personaOf } from "#features/demo-cast/personas.rules.ts";
import { numberIn, numberScope } from "#features/demo-cast/places.rules.ts";
import { firstNameOf } from "#features/demo-cast/staff.rules.ts";
import { type Phrases, type Story, slotsOf, stepSaid } from "#features/demo-cast/stories.rules.ts";
import { readPhrases, readStories } from "#features/demo-cast/stories.ts";
import type { Live } from "#features/inbox/live.ts";
import type { Watchers } from "#features/inbox/onlookers.ts";
import type { HandOver } from "#features/messages/messages.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import type { Log } from "#platform/log.ts";
import { type PlayerRow, players, type StageRow, stages, type TalkRow, talks } from "./life.store.ts";

export interface LifeParts {
  database: Database;
  clock: Clock;
  files: FileStore;
  live: Live;
  watchers: Watchers;
  handOver: HandOver;
  log: Log;
  organisationId: string;
}

/** What the players know when they look up: read anew each time, so nothing here can grow stale or be lost. */
export interface Scene {
  now: number;
  talks: Talk[];
  players: PlayerRow[];
  stages: StageRow[];
  /** Members whom a person sits behind: for them nobody plays. */
  humans: ReadonlySet<string>;
  script: Script;
}

export interface Script {
  stories: readonly Story[];
  phrases: ReadonlyMap<string, Phrases>;
}

/** A conversation with what a player needs to go on with it. */
export interface Talk extends TalkRow {
  /** Null: a real person wrote, from the shop page or by the API. */
  persona: Persona | null;
  story: Story | null;
  /** The story's step that was said last; -1 when somebody found words of their own. */
  step: number;
  phrases: Phrases;
  slots: Record<string, string>;
}

export function readScript(): Script {
  return { stories: readStories(), phrases: readPhrases() };
}

export async function lookUp(parts: LifeParts, script: Script): Promise<Scene> {
  const { database, clock, live, organisationId } = parts;
  const db = database.in(organisationId);
  const now = clock.now();
  const recentAfter = new Date(now - 3 * 60_000).toISOString();
  const [rows, people, places] = await Promise.all([
    talks(db, numberScope, recentAfter),
    players(db),
    stages(db),
  ]);
  const humans = new Set<string>();
  for (const { actor } of live.followers()) if (actor.kind === "member") humans.add(actor.memberId);
  return {
    now,
    humans,
    script,
    talks: rows.map((row) => talkOf(script, row)),
    players: people,
    stages: places,
  };
}

export function talkOf(script: Script, row: TalkRow): Talk {
  const persona = personaIn(row);
  const language = row.language ?? persona?.language ?? "en";
  const phrases = script.phrases.get(language) ?? script.phrases.get("en")!;
  const story =
    (persona && script.stories.find((each) => each.language === language && each.subject === row.subject)) ??
    null;
  const base = { ...row, persona, story, phrases };
  if (!persona) return { ...base, step: -1, slots: { name: row.customer_name ?? "", first: "", day: "" } };
  const own = story ?? script.stories.find((each) => each.language === language) ?? script.stories[0]!;
  return { ...base, step: stepOf(base, persona), slots: slotsOf(own, persona) };
}

function personaIn(row: TalkRow): Persona | null {
  const number = row.customer_number === null ? null : numberIn(row.customer_number);
  if (number === null) return null;
  const language = row.language ?? "en";
  if (number >= lateNumbers) return personaOf(number, language);
  // In the history a name may have been given by the scene: the record has it, and the reach follows from it.
  const [first = "", ...rest] = (row.customer_name ?? "").split(" ");
  return named(number, language, { first, last: rest.join(" "), place: personaOf(number, language).place });
}

function stepOf(talk: Omit<Talk, "step" | "slots">, persona: Persona): number {
  if (!talk.story || talk.last_text === null || talk.last_kind === null) return -1;
  const sign = talk.last_kind === "inbound" ? "customer" : "member";
  const agent = firstNameOf(talk.our_name ?? "");
  return stepSaid(talk.story, persona, { text: talk.last_text, sign, agent, channel: talk.channel });
}
