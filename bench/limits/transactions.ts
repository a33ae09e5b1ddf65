// What PostgreSQL gives Node for "begin; insert message; update conversation; commit": with a plan over IPC.
import pg from "pg";
import { newId } from "../../server/src/platform/ids.ts";
import { numberOfOpen } from "../history.ts";
import { type Cell, closedLoop, serveWorker } from "../load/worker.ts";
import { randomFrom } from "../random.ts";
import { textWriter, vocabulary } from "../texts.ts";

export interface TransactionsPlan extends Cell {
  url: string;
  organisationId: string;
  inboxId: string;
  /** Conversations cnv_0 … there are. */
  known: number;
  run: string;
}

const insertText = `
  insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, author_id, author_name, version,
    text, language, state, external_id, sent_at, created_at)
  values ($1, $2, $3, $4, 'inbound', 'customer', $5, $6, 2, $7, 'en', 'received', $8, $9, $9)`;

const updateText = `
  update conversations set unanswered = unanswered + 1, waiting_since = coalesce(waiting_since, $2), due_at = coalesce(due_at, $2),
    last_at = $2, last_message_id = $3, last_kind = 'inbound',
    last_author = jsonb_build_object('kind', 'customer', 'id', $4::text, 'name', $5::text), last_preview = $6,
    version = version + 1, content_version = version + 1
  where id = $1`;

serveWorker<TransactionsPlan>(async (plan, begun) => {
  const random = randomFrom(plan.callers * 7 + plan.run.length);
  const write = textWriter(vocabulary(), random);
  const clients = Array.from({ length: plan.callers }, () => new pg.Client(plan.url));
  await Promise.all(clients.map((client) => client.connect()));
  let sent = 0;
  const result = await closedLoop(
    plan,
    async (caller) => {
      const client = clients[caller]!;
      const nr = numberOfOpen(random, plan.known);
      const [conversation, customer] = [`cnv_${pad(nr)}`, `cus_${pad(nr)}`];
      const [text, id, now] = [write(), newId("msg"), new Date().toISOString()];
      await client.query("begin");
      await client.query({
        name: "insert",
        text: insertText,
        values: [
          id,
          plan.organisationId,
          conversation,
          plan.inboxId,
          customer,
          `Customer ${nr}`,
          text,
          `${plan.run}-${sent++}`,
          now,
        ],
      });
      await client.query({
        name: "update",
        text: updateText,
        values: [conversation, now, id, customer, `Customer ${nr}`, text.slice(0, 160)],
      });
      await client.query("commit");
      return true;
    },
    begun,
  );
  await Promise.all(clients.map((client) => client.end()));
  return result;
});

function pad(nr: number): string {
  return String(nr).padStart(12, "0");
}
