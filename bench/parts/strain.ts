import type { Audited, Transcript } from "../../server/src/features/audit/audit.contract.ts";
import * as matter from "../../server/src/features/wording/matter.rules.ts";
import {
  overlap,
  type Read,
  type Reading,
  readTranscript,
} from "../../server/src/features/wording/reading.rules.ts";

/**
 * How badly a conversation seems to have gone, 0 to 1: the failures found, and the softer signs that are none by
 * themselves, as being refused again and again or leaving without a good word. For ordering, not for judging.
 */
export function strainOf(transcript: Transcript, audited: Audited): number {
  const reading = readTranscript(transcript);
  const failures = audited.findings.reduce((sum, { confidence }) => sum + confidence, 0);
  const signs =
    failures * 0.35 +
    refusalsIn(reading) * 0.3 +
    heatOf(reading) * 0.25 +
    repeatsIn(reading) * 0.25 +
    (leavesPleased(reading) ? 0 : 0.35);
  return 1 - Math.exp(-signs);
}

/** Being told no or sorry, with what was wanted still wanted. */
function refusalsIn({ turns }: Reading): number {
  return turns.filter((read) => read.ours && (read.kinds.has("refuse") || read.kinds.has("apology"))).length;
}

function heatOf({ turns }: Reading): number {
  const signs = ["giveup", "urging", "harm", "nothere", "again", "told"];
  return turns.filter(matter.isCustomer).reduce((sum, read) => {
    const worded = signs.filter((kind) => read.kinds.has(kind)).length;
    const loud = /\p{Lu}{4,}|[!?]{2,}/u.test(read.turn.text) ? 0.5 : 0;
    return sum + Math.min(2, worded * 0.5) + loud;
  }, 0);
}

/** The company saying the same again. */
function repeatsIn({ turns }: Reading): number {
  const ours = turns.filter((read) => read.ours && read.content.size >= 2);
  return ours.filter((read, order) => ours.slice(0, order).some((each) => isNearlySame(each, read))).length;
}

function isNearlySame(a: Read, b: Read): boolean {
  return a.turn.text === b.turn.text || (a.content.size >= 4 && overlap(a.content, b.content) >= 0.9);
}

function leavesPleased({ turns }: Reading): boolean {
  const last = turns.filter(matter.isCustomer).slice(-2);
  return last.some(
    (read) => matter.isSettled(read) && (read.kinds.has("satisfied") || read.kinds.has("thanks")),
  );
}
