import { lockConversation } from "#features/conversations/conversations.store.ts";
import { tellLine } from "#features/handling/handling.ts";
import { displayName } from "#features/talks/talk.rules.ts";
import type { Fronts } from "#features/visitors/fronts.ts";
import { type WidgetLanguage, widgetLanguages } from "#features/visitors/visitors.contract.ts";
import { type CodeMail, makeMailedLink } from "#features/visitors/visitors.ts";
import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import { MailRefused, type SendMail } from "#platform/mail.ts";
import { noteMailed, repliesToMail, type TalkToMail, talksToMail } from "./mailing.store.ts";
import { codeMail, replyMail } from "./mails.rules.ts";

export interface MailingParts {
  database: Database;
  clock: Clock;
  fronts: Fronts;
  send: SendMail;
  /** Where the desk itself carries the chat: a link must not lead to a page that a visitor named. */
  baseUrl: string;
  /** Sends in the background; decided in the transaction that makes the code. */
  enqueueCode(tx: Tx, code: CodeMail): Promise<void>;
}

/** Somebody who is still there reads it here; only then it is mailed. */
const patienceMs = 2 * 60_000;

export async function sendCode({ fronts, send }: MailingParts, code: CodeMail): Promise<void> {
  const front = await fronts.find(code.inboxId);
  const words = codeMail(spoken(code.language, front.language), { shop: front.name, code: code.code });
  await send({ to: code.email, fromName: front.name, ...words, id: code.id });
}

/** Answers that lie unread go to the address that the visitor left. One mail a talk, however many answers. */
export async function mailUnreadReplies(parts: MailingParts, organisationId: string): Promise<number> {
  const { database, clock } = parts;
  const db = database.in(organisationId);
  const waiting = await talksToMail(db, instant(clock.now() - patienceMs));
  const failures: unknown[] = [];
  for (const talk of waiting)
    await mailTalk(parts, organisationId, talk).catch((error) => failures.push(error));
  // One that fails does not hold up the rest; thrown at the end, so that it is seen and tried again.
  if (failures.length > 0) throw failures[0];
  return waiting.length;
}

async function mailTalk(parts: MailingParts, organisationId: string, talk: TalkToMail): Promise<void> {
  const { database, fronts, send, baseUrl } = parts;
  const front = await fronts.find(talk.inbox_id);
  const replies = await repliesToMail(database.in(organisationId), talk.conversation_id);
  const last = replies[replies.length - 1];
  if (!last) return;
  const key = await database.transaction(organisationId, (tx) =>
    makeMailedLink(tx, talk.visitor_id, talk.email),
  );
  const words = replyMail(spoken(talk.language, front.language), {
    shop: front.name,
    link: `${baseUrl}/chat/${talk.inbox_id}#amends=${talk.inbox_id}.${key}`,
    replies: replies.map(({ author_name, text, attachments }) => ({
      name: displayName(author_name),
      text,
      files: attachments.length,
    })),
  });
  const isRefused = await send({ to: talk.email, fromName: front.name, ...words, id: last.id }).then(
    () => false,
    (error) => {
      if (error instanceof MailRefused) return true;
      throw error;
    },
  );
  // After it was taken: killed in between, it goes out once more under the same id, rather than never.
  await database.transaction(organisationId, async (tx) => {
    await noteMailed(tx, talk, last.sent_at);
    if (isRefused) await showRefused(tx, talk);
  });
}

/** A line for the team: this visitor cannot be reached there, so somebody has to think of another way. */
async function showRefused(tx: Tx, talk: TalkToMail): Promise<void> {
  const conversation = (await lockConversation(tx, talk.conversation_id))!;
  await tellLine(tx, { kind: "system" }, conversation, {
    type: "visitor_unreachable",
    data: { email: talk.email },
  });
}

function spoken(language: string | null, otherwise: WidgetLanguage): WidgetLanguage {
  return widgetLanguages.find((each) => each === language) ?? otherwise;
}
