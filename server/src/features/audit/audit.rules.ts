import type { NameActs } from "#features/acts/acts.contract.ts";
import {
  doubts,
  impressionOf,
  impressions,
  leastAlone,
  leastOfTwoTurns,
  tellingTurn,
  thresholds,
} from "#features/impression/impression.rules.ts";
import { type Reading, readTranscript } from "#features/wording/reading.rules.ts";
import { type Audited, type AuditFinding, conversationFailures, type Transcript } from "./audit.contract.ts";
import { findNoApology } from "./detectors/apology.rules.ts";
import * as ending from "./detectors/ending.rules.ts";
import * as handing from "./detectors/handing.rules.ts";
import * as keeping from "./detectors/keeping.rules.ts";
import { findUnresolvedClose } from "./detectors/unresolved.rules.ts";
import * as waiting from "./detectors/waiting.rules.ts";

/** Every failure that one conversation shows, with the turns that show it. Without `nameActs` only words are read. */
export function auditTranscript(transcript: Transcript, nameActs: NameActs | null = null): Audited {
  const reading = readTranscript(transcript, nameActs);
  const findings: AuditFinding[] = [
    ...waiting.findLongFirstResponse(reading),
    ...waiting.findAbandonedOnHold(reading),
    ...ending.findIgnoredMessage(reading),
    ...handing.findTooManyTransfers(reading),
    ...handing.findRepeatedInformation(reading),
    ...handing.findChannelBounce(reading),
    ...ending.findPrematureClose(reading),
    ...keeping.findNoCallbackKept(reading),
    ...keeping.findNoHumanExit(reading),
    ...ending.findReopenedSameIssue(reading),
  ];
  const labels = new Set<string>(findings.map(({ label }) => label));
  findings.push(...findUnresolvedClose(reading, labels), ...findNoApology(reading, findings));
  const weighed = withImpression(reading, findings);
  const shown = new Set<string>(weighed.map(({ label }) => label));
  return {
    id: transcript.id,
    labels: conversationFailures.filter((label) => shown.has(label)),
    findings: weighed,
    unjudged: reading.unjudged,
  };
}

/** Drops what the conversation as a whole speaks against, and adds what it speaks for and no rule has found. */
function withImpression(reading: Reading, findings: readonly AuditFinding[]): AuditFinding[] {
  const chances: ReadonlyMap<string, number> = impressionOf(reading);
  const kept = findings.filter(
    ({ label }) => (chances.get(label) ?? 1) >= ((doubts as Record<string, number>)[label] ?? 0),
  );
  const labels = new Set<string>(kept.map(({ label }) => label));
  const spoken = reading.turns.filter(({ turn }) => turn.speaker !== "system");
  const least = spoken.length <= 2 ? leastOfTwoTurns : kept.length > 0 ? 0 : leastAlone;
  for (const label of impressions) {
    const chance = chances.get(label) ?? 0;
    if (labels.has(label) || chance < Math.max(least, thresholds[label])) continue;
    kept.push({
      label,
      turn: tellingTurn(reading, label)?.index ?? null,
      confidence: Number(Math.min(0.7, chance).toFixed(2)),
      explanation: "The conversation as a whole is like those in which this failure shows.",
    });
  }
  return kept;
}
