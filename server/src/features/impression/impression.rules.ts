import { type Act, customerActs } from "#features/acts/acts.contract.ts";
import type { AuditFinding, ConversationFailure } from "#features/audit/audit.contract.ts";
import * as matter from "#features/wording/matter.rules.ts";
import type { Read, Reading } from "#features/wording/reading.rules.ts";
import { type Traits, traitsOf } from "./traits.rules.ts";
import weights from "./weights.json" with { type: "json" };

/** Failures that show in words rather than in times and events, in the order of the weights. */
export const impressions = [
  "ignored_message",
  "repeated_information",
  "channel_bounce",
  "premature_close",
  "unresolved_close",
  "no_callback_kept",
  "no_apology_or_recovery",
  "no_human_exit_from_bot",
  "reopened_same_issue",
] as const satisfies readonly ConversationFailure[];
export type ImpressionLabel = (typeof impressions)[number];

/** From this chance on a failure is told: on conversations that were not learnt from it is right nine times in ten. */
export const leastChance = 0.4;

/** What the weights' integers are parts of. */
export const parts = 100;

/** How likely each failure is, by what the conversation is like and what the rules found in it. Without named acts it says nothing. */
export function impressionOf(reading: Reading, found: readonly AuditFinding[]): Map<ImpressionLabel, number> {
  const isNamed = reading.turns.some(({ sentences }) => sentences.some(({ acts }) => acts !== null));
  return isNamed ? chancesOf(traitsOf(reading, found), weights) : new Map();
}

export function chancesOf(
  traits: Traits,
  { bias, traits: known }: { bias: number[]; traits: Record<string, number[]> },
): Map<ImpressionLabel, number> {
  const scores = bias.map((each) => each / parts);
  for (const [name, value] of traits) {
    const row = value === 0 ? undefined : known[name];
    if (row) for (let at = 0; at < scores.length; at++) scores[at]! += (row[at]! / parts) * value;
  }
  return new Map(impressions.map((label, at) => [label, 1 / (1 + Math.exp(-scores[at]!))]));
}

const tellingActs: Readonly<Record<ImpressionLabel, readonly Act[]>> = {
  ignored_message: ["asks", "urging"],
  repeated_information: ["ask", "norecord"],
  channel_bounce: ["bounce"],
  premature_close: ["closing"],
  unresolved_close: ["vague", "refuse", "bounce", "giveup"],
  no_callback_kept: ["contact", "visit"],
  no_apology_or_recovery: ["harm", "nothere", "again", "problem"],
  no_human_exit_from_bot: ["person", "blocks_person"],
  reopened_same_issue: ["again", "problem"],
};

/** The turn that makes the impression most. */
export function tellingTurn({ turns }: Reading, label: ImpressionLabel): Read | null {
  let found: Read | null = null;
  let best = 0.2;
  for (const read of turns) {
    if (!read.ours && !matter.isCustomer(read)) continue;
    const chance = Math.max(
      0,
      ...tellingActs[label]
        .filter((act) => (customerActs as readonly Act[]).includes(act) === matter.isCustomer(read))
        .map((act) => Math.max(matter.chanceOf(read, act), read.kinds.has(act) ? 0.6 : 0)),
    );
    // Of two alike the later: a trouble told first is no failure yet.
    if (chance < best) continue;
    found = read;
    best = chance;
  }
  return found;
}
