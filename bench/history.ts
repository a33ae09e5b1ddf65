import type pg from "pg";
import type { Organisation } from "./organisation.ts";
import type { Random } from "./random.ts";
import { preference, textLength, vocabulary } from "./texts.ts";

/** How many customers share the conversations at most: at a million, each has ten of them. */
const mostCustomers = 100_000;
const batch = 50_000;

export interface History {
  /** Conversations there are, `c` of them as numbered 0 … c-1. */
  conversations: number;
  messages: number;
}

/** The one message with this word is the rarest hit there can be. */
export const rarestWord = "zwxqlomp";

/**
 * Grows the organisation's history to `conversations`, three quarters of them open, in bulk. Foreign keys are not
 * checked while loading (nothing here breaks one); everything else, indexes included, is as in real use.
 */
export async function growHistory(
  database: pg.Pool,
  organisation: Organisation,
  from: History,
  conversations: number,
  messagesEach: number,
): Promise<History> {
  const client = await database.connect();
  try {
    await client.query("set session_replication_role = replica; set synchronous_commit = off");
    for (let low = from.conversations; low < conversations; low += batch) {
      const high = Math.min(low + batch, conversations) - 1;
      await addPart(client, organisation, low, high, messagesEach);
    }
    if (from.conversations === 0) await addWords(client, organisation);
    await client.query("reset session_replication_role; reset synchronous_commit");
    // What autovacuum would have done by the time a desk has such a history.
    for (const table of ["customers", "identities", "conversations", "messages", "search_words"])
      await client.query(`vacuum analyze ${table}`);
  } finally {
    client.release();
  }
  return {
    conversations,
    messages: from.messages + (conversations - from.conversations) * messagesEach,
  };
}

/** The number of a conversation that is open, out of the first `known`. */
export function numberOfOpen(random: Random, known: number): number {
  const nr = Math.floor(random() * known);
  return nr % 4 === 0 ? (nr + 1) % known : nr;
}

async function addPart(
  client: pg.PoolClient,
  { id, inboxId, memberIds }: Organisation,
  low: number,
  high: number,
  messagesEach: number,
): Promise<void> {
  if (low < mostCustomers) await client.query(customersText, [low, Math.min(high, mostCustomers - 1), id]);
  if (low < mostCustomers)
    await client.query(identitiesText, [low, Math.min(high, mostCustomers - 1), id, inboxId]);
  await client.query(conversationsText, [low, high, id, inboxId, memberIds, mostCustomers, messagesEach]);
  await client.query(messagesText, [low, high, id, inboxId, messagesEach, vocabulary(), mostCustomers]);
}

const customersText = `
  insert into customers (id, organisation_id, name, language)
  select 'cus_' || lpad(i::text, 12, '0'), $3, 'Customer ' || i, (array['en', 'nl', 'de', 'sv', 'it'])[1 + i % 5]
  from generate_series($1::int, $2::int) as i`;

const identitiesText = `
  insert into identities (id, organisation_id, customer_id, kind, scope, value, verified_at)
  select 'idn_' || lpad(i::text, 12, '0'), $3, 'cus_' || lpad(i::text, 12, '0'), 'external', $4, 's' || i, now()
  from generate_series($1::int, $2::int) as i`;

// One more second between each two, the highest number the newest; of four one is resolved, two wait for anybody, one is
// answered. Nobody holds what waits, or the desk would give it back to the queue while we measure.
const conversationsText = `
  insert into conversations (id, organisation_id, inbox_id, customer_id, channel, language, status, assignee_id,
    unanswered, waiting_since, due_at, resolved_at, last_at, last_message_id, last_kind, last_author, last_preview, created_at)
  select 'cnv_' || lpad(i::text, 12, '0'), $3, $4, 'cus_' || lpad((i % $6::int)::text, 12, '0'), 'api',
    (array['en', 'nl', 'de', 'sv', 'it'])[1 + i % 5], case i % 4 when 0 then 'resolved' else 'open' end,
    case when i % 4 in (0, 3) then ($5::text[])[1 + i % cardinality($5::text[])] end,
    case when i % 4 in (1, 2) then 1 else 0 end, case when i % 4 in (1, 2) then at end,
    case when i % 4 in (1, 2) then at + interval '1 hour' end, case when i % 4 = 0 then at end,
    at, 'msg_' || lpad(i::text, 12, '0') || ($7::int - 1), 'inbound',
    jsonb_build_object('kind', 'customer', 'id', 'cus_' || lpad((i % $6::int)::text, 12, '0'), 'name', 'Customer ' || i),
    'A line of the last message, as long as lines are, so that the page has its usual size. Nr ' || i, at
  from generate_series($1::int, $2::int) as i, lateral (select timestamptz '2026-01-01' + make_interval(secs => i) as at) as moment`;

const messagesText = `
  insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, author_id, author_name, version,
    text, language, state, external_id, sent_at, created_at)
  select 'msg_' || lpad(i::text, 12, '0') || k, $3, 'cnv_' || lpad(i::text, 12, '0'), $4,
    case k % 2 when 0 then 'inbound' else 'reply' end, case k % 2 when 0 then 'customer' else 'member' end,
    'cus_' || lpad((i % $7::int)::text, 12, '0'), 'Customer ' || i, k, said.text, (array['en', 'nl', 'de', 'sv', 'it'])[1 + i % 5],
    case k % 2 when 0 then 'received' else 'sent' end, case k % 2 when 0 then 'seed-' || i || '-' || k end,
    timestamptz '2026-01-01' + make_interval(secs => i), timestamptz '2026-01-01' + make_interval(secs => i)
  from generate_series($1::int, $2::int) as i, generate_series(0, $5::int - 1) as k, lateral (
    select string_agg(($6::text[])[1 + floor(power(random(), ${preference}) * cardinality($6::text[]))::int], ' ') as text
    from generate_series(1, ${textLength}) as place where place + i + k > 0
  ) as said`;

/** The rarest word, and the list of words that a mistyped one is compared with, which the desk fills from its journal. */
async function addWords(client: pg.PoolClient, { id }: Organisation): Promise<void> {
  await client.query(
    "update messages set text = text || ' ' || $1 where id = (select id from messages order by id limit 1)",
    [rarestWord],
  );
  await client.query("insert into search_words (organisation_id, word) select $1, unnest($2::text[])", [
    id,
    vocabulary(),
  ]);
}
