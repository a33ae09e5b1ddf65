import type { NameActs } from "#features/acts/acts.contract.ts";
import { impressionOf, leastChance, tellingTurn } from "#features/impression/impression.rules.ts";
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
  const weighed = withImpression(reading, foundByRules(reading));
  const shown = new Set<string>(weighed.map(({ label }) => label));
  return {
    id: transcript.id,
    labels: conversationFailures.filter((label) => shown.has(label)),
    findings: weighed,
    unjudged: reading.unjudged,
  };
}

/** What single turns show, by their words, times and events. */
export function foundByRules(reading: Reading): AuditFinding[] {
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
  return findings;
}

/**
 * The conversation as a whole decides: what the rules found is one of its traits, kept where the rest does not speak
 * against it, and joined by what no rule has found.
 */
function withImpression(reading: Reading, findings: readonly AuditFinding[]): AuditFinding[] {
  const chances = impressionOf(reading, findings);
  const kept = findings.filter(
    ({ label }) => ((chances as ReadonlyMap<string, number>).get(label) ?? 1) >= leastChance,
  );
  const labels = new Set<string>(kept.map(({ label }) => label));
  for (const [label, chance] of chances) {
    if (labels.has(label) || chance < leastChance) continue;
    kept.push({
      label,
      turn: tellingTurn(reading, label)?.index ?? null,
      confidence: Number(Math.min(0.7, chance).toFixed(2)),
      explanation: "The conversation as a whole is like those in which this failure shows.",
    });
  }
  return kept;
}
