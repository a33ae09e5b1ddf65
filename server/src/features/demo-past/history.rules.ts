import { type Persona, personaOf } from "#features/demo-cast/personas.rules.ts";
import { placeFor } from "#features/demo-cast/places.rules.ts";
import { type Colleague, isOnShift, nextOnShift, shopTime, staff } from "#features/demo-cast/staff.rules.ts";
import { lengthOf, type Step, type Story } from "#features/demo-cast/stories.rules.ts";
import { type Dice, seeded } from "#lib/seeded.ts";

/** One conversation of the two weeks: who, which story, where, and when each step of it happened. */
export interface Visit {
  persona: Persona;
  story: Story;
  channel: string;
  steps: TimedStep[];
  /** How many of the steps have happened; the rest is left to whoever looks at the demo. */
  until: number;
}

export interface TimedStep {
  at: number;
  /** Who of us; the customer's own steps have nobody. */
  by: Colleague | null;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const historyMs = 14 * 24 * hourMs;
/** The first customer number of the history; the scene's people stand before it. */
export const firstNumber = 10_100;

/** How busy each hour of the shop's day is, and each day of its week. */
const hours = [1, 0, 0, 0, 0, 1, 2, 4, 9, 15, 17, 15, 12, 14, 15, 14, 13, 12, 9, 10, 12, 9, 5, 2];
const days = [0, 1.3, 1.1, 1, 1, 1.05, 0.8, 0.55];

/** Two weeks that end at `now`. Everything in it is over, but for what `openVisits` adds. */
export function pastVisits(stories: readonly Story[], now: number, count: number): Visit[] {
  const dice = seeded("two weeks");
  const tellable = stories.filter((story) => story.steps.length > 0);
  const visits: Visit[] = [];
  const told = new Map<string, Visit[]>();
  const uses = new Map<string, number>();
  for (let number = firstNumber; visits.length < count; number++) {
    const known = dice.chance(0.14) ? returning(visits, dice) : undefined;
    const persona = known ?? personaOf(number);
    const start = startIn(now, dice);
    const own = tellable.filter((story) => story.language === persona.language);
    const before = told.get(persona.name)?.map((visit) => visit.story) ?? [];
    // The least told story first, so that none is heard twice before all were heard once.
    const fresh = own
      .filter((story) => !before.includes(story))
      .sort((a, b) => (uses.get(a.id) ?? 0) - (uses.get(b.id) ?? 0));
    const visit = fresh
      .slice(0, 4)
      .map((story) => visitOf(persona, story, start, dice))
      .find((each) => each.steps.at(-1)!.at < now - 20 * minuteMs);
    if (!visit) continue;
    uses.set(visit.story.id, (uses.get(visit.story.id) ?? 0) + 1);
    told.set(persona.name, [...(told.get(persona.name) ?? []), visit]);
    visits.push(visit);
  }
  return visits;
}

function returning(visits: readonly Visit[], dice: Dice): Persona | undefined {
  return visits.length > 20 ? dice.pick(visits).persona : undefined;
}

function startIn(now: number, dice: Dice): number {
  for (;;) {
    const at = now - historyMs + dice.next() * (historyMs - hourMs);
    const { day, hour } = shopTime(at);
    if (dice.next() * 22 < hours[hour]! * days[day]!) return Math.floor(at);
  }
}

function visitOf(persona: Persona, story: Story, start: number, dice: Dice): Visit {
  // Nobody chats with an empty desk: then people write a mail.
  const isStaffed = staff.some((each) => speaks(each, story.language) && isOnShift(each, start));
  const channels = story.channels.filter((each) => isStaffed || !talks.includes(each));
  const channel = dice.pick(channels.length > 0 ? channels : ["email"]);
  // Whoever is in a talk finishes it; a mail waits until somebody comes in.
  const { team } = placeFor(channel, story.tags);
  const able = team ? staff.filter((each) => team.includes(each.key)) : staff;
  const steps = timesOf(story, channel, start, dice, !talks.includes(channel), able);
  return { persona, story, channel, steps, until: steps.length };
}

/** When each step happened. `keepsHours`: members answer while they are on shift. */
export function timesOf(
  story: Story,
  channel: string,
  start: number,
  dice: Dice,
  keepsHours: boolean,
  team: readonly Colleague[] = staff,
): TimedStep[] {
  let at = start;
  let member = memberFor(team, story.language, start, dice);
  return story.steps.map((step, index) => {
    if (index > 0) at += step.afterMs ?? usualMs(step, channel, dice);
    const by = step.sign === "customer" ? null : member;
    // A note of a colleague, a hand-over and a closing follow an answer; only answers wait for somebody to come in.
    if (by && keepsHours && step.sign === "member") at = Math.max(at, startOfWork(by, at, dice));
    if (step.sign === "handed") member = another(team, story.language, member, at, dice);
    const timed = {
      at: Math.floor(at),
      by: step.sign === "note" ? colleagueFor(team, story, member, dice) : by,
    };
    if (step.sign === "snoozed") at += lengthOf(step.text) - minuteMs;
    return timed;
  });
}

function startOfWork(by: Colleague, at: number, dice: Dice): number {
  const then = nextOnShift(by, at);
  return then === at ? at : then + dice.between(2, 40) * minuteMs;
}

/** How long a step takes on a channel when the story does not say: seconds in a chat, an hour by mail. */
function usualMs({ sign, text }: Step, channel: string, dice: Dice): number {
  if (sign === "resolved" || sign === "closed") return dice.between(2, 25) * minuteMs;
  if (sign === "note" || sign === "handed" || sign === "snoozed") return dice.between(0.3, 1.5) * minuteMs;
  const isTalk = talks.includes(channel);
  const isMail = ["email", "reviews", "api"].includes(channel);
  if (sign === "member") {
    const writing = text.length * 90;
    if (isTalk) return writing + dice.between(0.1, 2.6) * minuteMs;
    return writing + (isMail ? dice.between(8, 55) : dice.between(2, 22)) * minuteMs;
  }
  if (isTalk) return dice.between(0.4, 2.5) * minuteMs;
  return (isMail ? dice.between(14, 300) : dice.between(3, 70)) * minuteMs;
}

const talks = ["web-chat", "voice", "in-person"];
const speaks = (each: Colleague, language: string) => each.languages.includes(language);

function memberFor(team: readonly Colleague[], language: string, at: number, dice: Dice): Colleague {
  const able = team.filter((each) => speaks(each, language));
  const there = able.filter((each) => isOnShift(each, at));
  const list = there.length > 0 ? there : able;
  return dice.weighted(list, (each) => (each.role === "agent" ? 4 : 1));
}

function another(
  team: readonly Colleague[],
  language: string,
  not: Colleague,
  at: number,
  dice: Dice,
): Colleague {
  const able = team.filter((each) => each !== not && speaks(each, language));
  const there = able.filter((each) => isOnShift(each, at));
  return dice.pick(there.length > 0 ? there : able);
}

function colleagueFor(team: readonly Colleague[], story: Story, member: Colleague, dice: Dice): Colleague {
  const others = team.filter((each) => each !== member && speaks(each, story.language));
  return others.length > 0 && dice.chance(0.6) ? dice.pick(others) : member;
}

/** How a conversation that is open now stands: what it waits for, and since how many minutes. */
export interface OpenState {
  language: string;
  channel: string;
  stopsAt: "untaken" | "customer" | "member" | "snoozed";
  agoMinutes: number;
}

const open = (
  stopsAt: OpenState["stopsAt"],
  language: string,
  channel: string,
  agoMinutes: number,
): OpenState => ({ language, channel, stopsAt, agoMinutes });

/** What the team has open besides the scene: late, soon and calm, with somebody or not yet, asleep, and answered. */
export const openStates: readonly OpenState[] = [
  open("customer", "it", "x", 18.5),
  open("untaken", "nl", "email", 66),
  open("customer", "de", "web-chat", 4.3),
  open("customer", "sv", "email", 51),
  open("untaken", "nl", "whatsapp", 49),
  open("untaken", "nl", "web-chat", 1),
  open("untaken", "en", "web-chat", 1.6),
  open("untaken", "de", "email", 12),
  open("customer", "it", "email", 21),
  open("customer", "sv", "web-chat", 0.7),
  open("customer", "de", "whatsapp", 9),
  open("untaken", "nl", "email", 5),
  open("customer", "en", "email", 26),
  open("customer", "nl", "email", 33),
  open("customer", "nl", "web-chat", 2),
  open("customer", "nl", "sms", 14),
  open("untaken", "it", "whatsapp", 17),
  open("customer", "en", "voice", 2.6),
  open("member", "nl", "web-chat", 14),
  open("member", "de", "email", 190),
  open("member", "sv", "email", 310),
  open("member", "it", "web-chat", 24),
  open("member", "en", "whatsapp", 95),
  open("member", "nl", "email", 640),
  open("member", "de", "web-chat", 37),
  open("member", "it", "email", 150),
  open("snoozed", "nl", "email", 220),
  open("snoozed", "de", "email", 400),
  open("snoozed", "en", "email", 130),
];

/** The open ones as visits that stop half-way. Noor has the scene and nothing of these. */
export function openVisits(stories: readonly Story[], now: number): { visit: Visit; state: OpenState }[] {
  const dice = seeded("open");
  const team = staff.filter((each) => each.key !== "noor");
  const used = new Set<Story>();
  return openStates.flatMap((state, index) => {
    const cuts = stories
      .filter((story) => story.language === state.language && story.channels.includes(state.channel))
      .filter((story) => placeFor(state.channel, story.tags).team === null)
      .flatMap((story) => placesToStop(story, state.stopsAt).map((cut) => ({ story, cut })));
    const fresh = cuts.filter(({ story }) => !used.has(story));
    const choices = fresh.length > 0 ? fresh : cuts;
    if (choices.length === 0) return [];
    const { story, cut } = dice.pick(choices);
    used.add(story);
    const persona = personaOf(firstNumber - 60 + index, state.language);
    const steps = timesOf(story, state.channel, now, dice, false, team);
    const shift = now - state.agoMinutes * minuteMs - steps[cut]!.at;
    const timed = steps.map((step) => ({ ...step, at: Math.floor(step.at + shift) }));
    return [{ visit: { persona, story, channel: state.channel, steps: timed, until: cut + 1 }, state }];
  });
}

/** Where a story may stop: before anything in it closed the conversation, and with more to come from the customer. */
function placesToStop(story: Story, stopsAt: OpenState["stopsAt"]): number[] {
  if (stopsAt === "untaken") return [0];
  const sign = stopsAt === "customer" ? "customer" : "member";
  const end = story.steps.findIndex((step) => ["resolved", "closed", "snoozed"].includes(step.sign));
  const last = story.steps.slice(0, end).findLastIndex((step) => step.sign === "customer");
  return story.steps.flatMap((step, index) =>
    index < end && step.sign === sign && (index === 0 || index < last) ? [index] : [],
  );
}
