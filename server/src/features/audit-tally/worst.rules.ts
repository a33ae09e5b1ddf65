import {
  type Audited,
  type AuditFinding,
  conversationFailures,
  type Transcript,
  type Turn,
} from "#features/audit/audit.contract.ts";
import type { AnyFailure } from "#features/audit-harm/audit-harm.contract.ts";
import { byHarm, harmOf } from "#features/audit-harm/harm.rules.ts";
import { passesLuhn } from "#lib/luhn.ts";
import { failuresOf, isInstant, leastConfidence, openingChannel } from "./tally.rules.ts";
import { type FirstResponse, promiseOf } from "./waits.rules.ts";

export interface Reason {
  failure: AnyFailure;
  values: Readonly<Record<string, number | string>>;
}

export interface KeptTurn extends Pick<Turn, "at" | "channel" | "speaker" | "event" | "text"> {
  /** First, second … of ours who spoke; colleagues are not named. Null: unknown. */
  agent: number | null;
  reasons: Reason[];
  /** Belongs to a failure that another turn shows. */
  belongs: boolean;
}

/** A conversation to read; a number among its turns says how many were left out there. */
export interface Kept {
  id: string;
  lang: string | null;
  channel: string;
  openedAt: number | null;
  harm: number;
  failures: AnyFailure[];
  /** What no single turn shows. */
  reasons: Reason[];
  turns: (KeptTurn | number)[];
}

/** By the worst failure, so that a frequent one does not push all others out. */
export type Shelf = Map<AnyFailure, Kept[]>;

const mostRead = 10;
const mostTurns = 40;
const mostCharacters = 1_200;

export function keepIfWorst(
  shelf: Shelf,
  transcript: Transcript,
  audited: Audited,
  first: FirstResponse | null,
): void {
  const failures = failuresOf(audited).toSorted(byHarm);
  const worst = failures[0];
  if (worst === undefined) return;
  const channel = openingChannel(transcript);
  const promise = first && promiseOf(first.channel);
  const harm = harmOf(failures, promise ? first.ms / promise.limitMs : 0, isPublic(channel));
  const row = shelf.get(worst) ?? [];
  shelf.set(worst, row);
  const place = row.findIndex((kept) => isWorse({ harm, id: transcript.id }, kept));
  if (place === -1 && row.length >= mostRead) return;
  row.splice(place === -1 ? row.length : place, 0, excerpt(transcript, audited, { channel, harm, failures }));
  row.length = Math.min(row.length, mostRead);
}

/** The worst first, but each time a failure has had its turn, the next one with it counts a little less. */
export function toRead(shelf: Shelf): Kept[] {
  const rows = [...shelf].map(([failure, row]) => ({ failure, left: [...row], taken: 0 }));
  const chosen: Kept[] = [];
  while (chosen.length < mostRead) {
    const [next] = rows
      .filter(({ left }) => left.length > 0)
      .map((row) => ({ row, id: row.left[0]!.id, harm: row.left[0]!.harm * 0.8 ** row.taken }))
      .toSorted((a, b) => (isWorse(a, b) ? -1 : 1));
    if (!next) break;
    chosen.push(next.row.left.shift()!);
    next.row.taken++;
  }
  return chosen;
}

/** A sentence that shows what a failure sounds like. */
export interface Example {
  text: string;
  lang: string | null;
  confidence: number;
}

/** Of each failure the surest sentence; of equally sure ones the first that is short enough to be read at a glance. */
export function keepExamples(
  examples: Map<AnyFailure, Example>,
  transcript: Transcript,
  audited: Audited,
): void {
  for (const finding of audited.findings) {
    const { label, confidence } = finding;
    const said = tellingTurn(transcript, finding)?.text.trim();
    if (!said || confidence < leastConfidence) continue;
    const text = masked(shortened(said));
    const known = examples.get(label);
    const isBetter = !known || (isGlance(text) && (!isGlance(known.text) || confidence > known.confidence));
    if (isBetter) examples.set(label, { text, lang: transcript.lang, confidence });
  }
}

/** Our words where they are the failure; where it is in what was not done, what the customer said to that. */
function tellingTurn({ turns }: Transcript, { label, turn }: AuditFinding): Turn | undefined {
  const shown = turn === null ? undefined : turns[turn];
  if (!conversationFailures.some((each) => each === label) || label === "channel_bounce") {
    return shown?.speaker === "system" ? undefined : shown;
  }
  const spoke = ({ speaker, text }: Turn) => speaker === "customer" && text.trim() !== "";
  return turns.slice(turn ?? 0).find(spoke) ?? turns.findLast(spoke);
}

/** Card numbers are of no use to whoever reads the report: the last four digits stay. Order numbers seldom pass the check. */
export function masked(text: string): string {
  return text.replace(/\d(?:[ -]?\d){12,18}/g, (found) => {
    const digits = found.replace(/\D/g, "");
    return passesLuhn(digits) ? `•••• ${digits.slice(-4)}` : found;
  });
}

function excerpt(
  { id, lang, turns }: Transcript,
  audited: Audited,
  found: { channel: string; harm: number; failures: AnyFailure[] },
): Kept {
  const likely = audited.findings.filter(
    ({ label, confidence }) => confidence >= leastConfidence || audited.labels.some((each) => each === label),
  );
  const shown = likely.filter(({ turn }) => turn !== null && turns[turn] !== undefined);
  const reasonsByTurn = Map.groupBy(shown, ({ turn }) => turn!);
  const belonging = new Set(shown.flatMap((finding) => finding.turns ?? []));
  const explained = new Set(shown.map(({ label }) => label));
  const agents = [
    ...new Set(turns.filter(({ speaker }) => speaker === "agent").map(({ agentId }) => agentId)),
  ].filter((each) => each !== null);
  const keep = turnsToShow(turns.length, [...reasonsByTurn.keys(), ...belonging]);
  const kept: (KeptTurn | number)[] = [];
  for (const [index, { at, channel, speaker, event, text, agentId }] of turns.entries()) {
    if (!keep.has(index)) {
      const last = kept.at(-1);
      if (typeof last === "number") kept[kept.length - 1] = last + 1;
      else kept.push(1);
      continue;
    }
    kept.push({
      at: isInstant(at) ? at : null,
      channel,
      speaker,
      event,
      text: masked(shortened(text)),
      agent: agentId !== null && speaker === "agent" ? agents.indexOf(agentId) + 1 : null,
      reasons: distinct((reasonsByTurn.get(index) ?? []).map(reasonOf)),
      belongs: belonging.has(index) && !reasonsByTurn.has(index),
    });
  }
  return {
    id,
    lang,
    ...found,
    openedAt: turns.map(({ at }) => at).find(isInstant) ?? null,
    reasons: found.failures
      .filter((failure) => !explained.has(failure))
      .map((failure) => reasonOf(likely.find(({ label }) => label === failure) ?? { label: failure })),
    turns: kept,
  };
}

/** All of a short one; of a long one how it begins, what is around each failing turn, and how it ends. */
function turnsToShow(length: number, failing: number[]): Set<number> {
  const nearest = (index: number) => Math.min(...failing.map((each) => Math.abs(each - index)));
  const ranks = Array.from({ length }, (_, index) => {
    const isEdge = index < 3 || index >= length - 3;
    const rank = failing.length === 0 ? index : nearest(index);
    return { index, rank: isEdge ? Math.min(0.5, rank) : rank };
  });
  const order = ranks.toSorted((a, b) => a.rank - b.rank || a.index - b.index);
  return new Set((length <= mostTurns ? ranks : order.slice(0, mostTurns)).map(({ index }) => index));
}

function shortened(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters).toWellFormed()}…`;
}

function reasonOf({ label, values }: Pick<AuditFinding, "label" | "values">): Reason {
  return { failure: label, values: values ?? {} };
}

function distinct(reasons: Reason[]): Reason[] {
  return reasons.filter(
    (reason, index) => reasons.findIndex(({ failure }) => failure === reason.failure) === index,
  );
}

function isGlance(text: string): boolean {
  return text.length >= 15 && text.length <= 90;
}

function isPublic(channel: string): boolean {
  return channel === "social_public" || channel === "review_reply";
}

function isWorse(a: Pick<Kept, "harm" | "id">, b: Pick<Kept, "harm" | "id">): boolean {
  return a.harm > b.harm || (a.harm === b.harm && a.id < b.id);
}
