import { readTranscript } from "#features/wording/reading.rules.ts";
import { type Audited, type AuditFinding, conversationFailures, type Transcript } from "./audit.contract.ts";
import { findNoApology } from "./detectors/apology.rules.ts";
import * as ending from "./detectors/ending.rules.ts";
import * as handing from "./detectors/handing.rules.ts";
import * as keeping from "./detectors/keeping.rules.ts";
import { findUnresolvedClose } from "./detectors/unresolved.rules.ts";
import * as waiting from "./detectors/waiting.rules.ts";

/** Every failure that one conversation shows, with the turns that show it. */
export function auditTranscript(transcript: Transcript): Audited {
  const reading = readTranscript(transcript);
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
  findings.push(...findUnresolvedClose(reading, labels), ...findNoApology(reading, labels));
  for (const finding of findings) labels.add(finding.label);
  return {
    id: transcript.id,
    labels: conversationFailures.filter((label) => labels.has(label)),
    findings,
    unjudged: reading.unjudged,
  };
}
