import { setImmediate as othersFirst } from "node:timers/promises";
import { theActs } from "#features/acts/acts.ts";
import { auditTranscript } from "#features/audit/audit.rules.ts";
import { harmOf } from "#features/audit-harm/harm.rules.ts";
import { firstResponseOf, promiseOf } from "#features/audit-tally/waits.rules.ts";
import { lockConversation, updateConversation } from "#features/conversations/conversations.store.ts";
import { factOf } from "#features/conversations/facts.ts";
import { record, theSystem } from "#features/journal/journal.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import {
  asFarAsItGoes,
  changesOf,
  countedOf,
  type Found,
  foundIn,
  type Kept,
  nextLook,
  pressedBy,
} from "./auditing.rules.ts";
import {
  endAuditFindings,
  insertAuditFindings,
  keptFindings,
  lookAgain,
  saveVerdicts,
  type Verdict,
} from "./auditing.store.ts";
import { type Loaded, loadForAudit } from "./transcripts.ts";

/**
 * Judges conversations as they are now, and keeps what changed: new findings, findings that hold no longer, and the row
 * that a report counts. Answers how many changed.
 */
export async function auditConversations(
  database: Database,
  organisationId: string,
  ids: string[],
  now: number,
): Promise<number> {
  if (ids.length === 0) return 0;
  const db = database.in(organisationId);
  const loaded = (await loadForAudit(db, ids, now)).filter(({ transcript }) => transcript.turns.length > 0);
  const kept = Map.groupBy(await keptFindings(db, ids), (finding) => finding.conversation_id);
  const judged: Judged[] = [];
  for (const each of loaded) {
    judged.push(judge(each, kept.get(each.row.id) ?? [], now));
    // A conversation takes a millisecond or two of this thread; whoever waits for an answer goes between two of them.
    await othersFirst();
  }
  await database.transaction(organisationId, (tx) =>
    saveVerdicts(
      tx,
      judged.map(({ verdict }) => verdict),
      instant(now),
    ),
  );
  let changed = 0;
  for (const one of judged) {
    if (one.begun.length + one.ended.length === 0) continue;
    await database.transaction(organisationId, (tx) => keepChanges(tx, one));
    changed++;
  }
  return changed;
}

interface Judged {
  verdict: Verdict;
  begun: Found[];
  ended: Kept[];
}

function judge({ row, channel, transcript, messageIds }: Loaded, kept: Kept[], now: number): Judged {
  const audited = asFarAsItGoes(auditTranscript(transcript, theActs()), transcript, {
    status: row.status,
    now,
  });
  const failures = countedOf(kept, audited.labels);
  const first = firstResponseOf(transcript);
  const promise = first && promiseOf(first.channel);
  const opening = transcript.turns.find(({ speaker }) => speaker === "customer") ?? transcript.turns[0]!;
  return {
    verdict: {
      conversation_id: row.id,
      inbox_id: row.inbox_id,
      channel,
      language: transcript.lang,
      opened_at: instant(opening.at ?? now),
      first_wait_ms: first?.ms ?? null,
      answered: first?.answered ?? false,
      failures,
      harm: harmOf(
        failures,
        promise && first ? first.ms / promise.limitMs : 0,
        channel === "social_public" || channel === "review_reply",
      ),
      unjudged: audited.unjudged,
      version: row.version,
      look_at: lookAt(nextLook(transcript, now)),
    },
    ...changesOf(kept, foundIn(audited, messageIds)),
  };
}

const lookAt = (at: number | null) => (at === null ? null : instant(at));

/** Under the conversation's lock, so that lists, findings and the stream agree. */
async function keepChanges(tx: Tx, { verdict, begun, ended }: Judged): Promise<void> {
  const conversation = await lockConversation(tx, verdict.conversation_id);
  if (!conversation) return;
  const at = instant(tx.now);
  // Something happened since it was read, so this may not hold any more.
  if (conversation.version !== verdict.version) return lookAgain(tx, verdict.conversation_id, at);
  const { id, inbox_id } = conversation;
  await endAuditFindings(
    tx,
    ended.map((finding) => finding.id),
    at,
  );
  const fresh = begun.map((found) => ({ ...found, id: newId("aud"), conversation_id: id, inbox_id }));
  await insertAuditFindings(tx, fresh, at);
  const pressed = pressedBy(begun, conversation, tx.now);
  const failures = verdict.failures;
  await updateConversation(tx, id, { failures, ...pressed }, false);
  await record(tx, {
    ...factOf(conversation, theSystem),
    type: "audit.changed",
    data: {
      begun: begun.map(({ label }) => label),
      ended: ended.map(({ label }) => label),
      ...(pressed ?? {}),
    },
  });
}
