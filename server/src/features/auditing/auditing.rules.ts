import type { Audited, ConversationFailure, Transcript } from "#features/audit/audit.contract.ts";
import { firstAnswerLimits } from "#features/audit/detectors/waiting.rules.ts";
import { readTranscript } from "#features/wording/reading.rules.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const latestPromises = 4;
/** After so long nothing that has not happened will. */
const longestWatch = 14 * day;

/**
 * When time alone may change the verdict: a promised hour passes, or a question stays without an answer. Epoch
 * milliseconds; null: only something new can. A silence is looked at again when it has lasted half as long once more,
 * so that an old one costs next to nothing.
 */
export function nextLook(transcript: Transcript, now: number): number | null {
  const last = transcript.turns.findLast(({ at }) => at !== null)?.at ?? null;
  if (last === null || now - last > longestWatch) return null;
  // Promises are ours, and an old one has been kept or broken by now.
  const ours = transcript.turns.filter(({ speaker }) => speaker === "agent" || speaker === "bot");
  const { turns } = readTranscript({ ...transcript, turns: ours.slice(-latestPromises) });
  const promised = turns.flatMap(({ time }) => (time && time.due >= now ? [time.due + minute] : []));
  const silence = now + Math.max(minute, (now - last) / 2);
  return Math.round(Math.min(silence, ...promised));
}

/**
 * What can be said already. A conversation that is open has not ended badly, and while the customer waits no longer than
 * a first answer may take, nobody has ignored them, and whoever answers next may still apologise.
 */
export function asFarAsItGoes(
  audited: Audited,
  { turns }: Transcript,
  { status, now }: { status: Clocked["status"]; now: number },
): Audited {
  if (status === "resolved") return audited;
  const spoken = turns.filter(({ speaker }) => speaker !== "system");
  const answered = spoken.findLastIndex(({ speaker }) => speaker !== "customer");
  const waiting = spoken[answered + 1];
  const early = new Set<string>(["unresolved_close"]);
  if (waiting) {
    early.add("no_apology_or_recovery");
    const limit: number = (firstAnswerLimits as Record<string, number>)[waiting.channel] ?? day;
    if (waiting.at === null || now - waiting.at < limit) early.add("ignored_message");
  }
  return { ...audited, labels: audited.labels.filter((label) => !early.has(label)) };
}

/** A kept finding that holds still, or that somebody called wrong. */
export interface Kept {
  id: string;
  label: ConversationFailure;
  isOpen: boolean;
  isDisputed: boolean;
}

export interface Found {
  label: ConversationFailure;
  message_id: string | null;
  message_ids: string[];
  confidence: number;
  figures: Record<string, number | string>;
}

/**
 * What is new, and what holds no longer. The same failure shown by another message is still the same finding, and what
 * somebody called wrong in this conversation is not found there again.
 */
export function changesOf(kept: readonly Kept[], found: readonly Found[]): { begun: Found[]; ended: Kept[] } {
  const known = new Set<string>(kept.map(({ label }) => label));
  const now = new Set<string>(found.map(({ label }) => label));
  return {
    begun: found.filter(({ label }) => !known.has(label)),
    ended: kept.filter(({ label, isOpen }) => isOpen && !now.has(label)),
  };
}

/** What counts against us: nobody is counted for what was called wrong. */
export function countedOf(
  kept: readonly Kept[],
  labels: readonly ConversationFailure[],
): ConversationFailure[] {
  const disputed = new Set<string>(kept.filter(({ isDisputed }) => isDisputed).map(({ label }) => label));
  return labels.filter((label) => !disputed.has(label));
}

/** Each label once, by its surest finding, with the messages instead of the turns. */
export function foundIn({ findings, labels }: Audited, messageIds: readonly string[]): Found[] {
  const idOf = (turn: number | null | undefined) => (turn == null ? null : (messageIds[turn] ?? null));
  return labels.map((label) => {
    const [surest] = findings
      .filter((finding) => finding.label === label)
      .toSorted((a, b) => b.confidence - a.confidence);
    return {
      label,
      message_id: idOf(surest?.turn),
      message_ids: (surest?.turns ?? []).flatMap((turn) => idOf(turn) ?? []),
      confidence: surest?.confidence ?? 1,
      figures: surest?.values ?? {},
    };
  });
}

/** Failures that go on hurting while the customer waits: their conversation goes before others. */
const pressing: ReadonlySet<ConversationFailure> = new Set([
  "abandoned_on_hold",
  "ignored_message",
  "no_callback_kept",
  "no_human_exit_from_bot",
  "repeated_information",
  "reopened_same_issue",
  "too_many_transfers",
]);

export interface Clocked {
  status: "open" | "snoozed" | "resolved";
  priority: "low" | "normal" | "high" | "urgent";
  waiting_since: string | null;
  due_at: string | null;
}

/** How long a customer who was failed already waits at most for the next answer. */
export const pressingWithin = 15 * minute;

/**
 * What a new finding does to the clock: where the customer waits for us and was failed, the promise is brought forward
 * and the conversation goes before others. Never backward, and never against what somebody set higher.
 */
export function pressedBy(
  begun: readonly Pick<Found, "label">[],
  { status, priority, waiting_since, due_at }: Clocked,
  now: number,
): { priority?: "high"; due_at?: string } | null {
  if (status !== "open" || waiting_since === null || due_at === null) return null;
  if (!begun.some(({ label }) => pressing.has(label))) return null;
  const due = now + pressingWithin;
  return {
    ...(priority === "low" || priority === "normal" ? { priority: "high" as const } : {}),
    ...(Date.parse(due_at) > due ? { due_at: new Date(due).toISOString() } : {}),
  };
}
