import type { JournalRow } from "#features/journal/journal.store.ts";
import type { Publisher } from "#features/journal/publisher.ts";
import { instant } from "#platform/clock.ts";
import { deadClaimMs } from "./outcomes.rules.ts";
import { dueSendings, freeDeadClaims, retryNow, unqueuedReplies } from "./queue.store.ts";
import { type MailOutParts, queueReply, sendMail, takeMail } from "./sending.ts";

const atOnce = 4;
/** So many in one go; whoever comes once a minute must not stay for hours. */
const mostRounds = 200;

/**
 * Sends what is due in the organisation, in order within each conversation. Safe to call at once in any number of
 * processes: the database gives each mail to one of them. Answers how many were handed to a server or refused.
 */
export async function sendDue(
  parts: MailOutParts,
  organisationId: string,
  goesOn: () => boolean = () => true,
): Promise<number> {
  const { database, clock, log } = parts;
  await database.transaction(organisationId, (tx) =>
    freeDeadClaims(tx, instant(tx.now - deadClaimMs), instant(tx.now)),
  );
  let sent = 0;
  for (let round = 0; round < mostRounds && goesOn(); round++) {
    await queueReplies(parts, organisationId);
    const due = await dueSendings(database.in(organisationId), instant(clock.now()), atOnce);
    const done = await Promise.all(
      due.map((at) =>
        sendOne(at).catch((error) => {
          log.error("mail.sending_failed", error);
          return false;
        }),
      ),
    );
    const count = done.filter(Boolean).length;
    sent += count;
    if (count === 0) break;
  }
  return sent;

  async function sendOne(at: { conversation_id: string; message_id: string }): Promise<boolean> {
    const taken = await database.transaction(organisationId, (tx) => takeMail(parts, tx, at));
    if (!taken) return false;
    if (taken !== "settled") await sendMail(parts, organisationId, taken);
    return true;
  }
}

async function queueReplies(parts: MailOutParts, organisationId: string): Promise<void> {
  const { database, log } = parts;
  for (const { id, conversation_id } of await unqueuedReplies(database.in(organisationId)))
    await database
      .transaction(organisationId, (tx) => queueReply(parts, tx, conversation_id, id))
      // One that fails does not hold up the rest.
      .catch((error) => log.error("mail.not_queued", error));
}

function concerns({ type, data }: JournalRow): boolean {
  if (type !== "message.added" && type !== "message.changed") return false;
  return data.state === "queued" || data.mail === "queued";
}

export interface MailOut {
  stop(): Promise<void>;
}

/** Sends what this process hears of at once after its commit; what was missed is found once a minute by `sendDue`. */
export function startMailOut(parts: MailOutParts & { publisher: Publisher }): MailOut {
  const { publisher, log } = parts;
  const running = new Map<string, Promise<void>>();
  const wanted = new Set<string>();
  let isStopped = false;

  const unsubscribe = publisher.subscribe((facts) => {
    for (const { type, organisation_id, inbox_id } of facts)
      if (type === "inbox.changed" && inbox_id) tryAgain(organisation_id, inbox_id);
    for (const id of new Set(facts.filter(concerns).map((fact) => fact.organisation_id))) wake(id);
  });

  /** Somebody has changed something: what waited for that need not wait for its pause. */
  function tryAgain(organisationId: string, inboxId: string): void {
    parts.database
      .transaction(organisationId, (tx) => retryNow(tx, inboxId, instant(tx.now)))
      .then(() => wake(organisationId))
      .catch((error) => log.error("mail.not_tried_again", error));
  }

  function wake(id: string): void {
    if (isStopped) return;
    if (running.has(id)) {
      wanted.add(id);
      return;
    }
    const run = sendDue(parts, id, () => !isStopped)
      .then(
        () => {},
        (error) => log.error("mail.sending_failed", error),
      )
      .finally(() => {
        running.delete(id);
        if (wanted.delete(id)) wake(id);
      });
    running.set(id, run);
  }

  return {
    async stop() {
      isStopped = true;
      unsubscribe();
      await Promise.all(running.values());
    },
  };
}
