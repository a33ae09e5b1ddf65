import { type RawBuilder, sql } from "kysely";
import type { ConversationFailure } from "#features/audit/audit.contract.ts";
import type { WaitKind } from "#features/audit-tally/audit-tally.contract.ts";
import { type Db, firstRow, rows } from "#platform/db.ts";
import type { Wanted } from "./live-report.rules.ts";

export interface InboxRow {
  id: string;
  name: string;
  time_zone: string;
}

/** The inboxes to look into; null: all. */
export function inboxesToCount(db: Db, inboxIds: string[] | null): Promise<InboxRow[]> {
  return rows(
    db,
    sql<InboxRow>`select id, name, time_zone from inboxes where organisation_id = ${db.organisationId}
      ${inboxIds ? sql`and id = any(${inboxIds})` : sql``} order by id`,
  );
}

export async function organisationName(db: Db): Promise<string> {
  const found = await firstRow(
    db,
    sql<{ name: string }>`select name from organisations where organisation_id = ${db.organisationId}`,
  );
  return found?.name ?? "";
}

export interface Bounds {
  from_at: string;
  before_at: string;
}

/** Days as instants: from the first midnight to the one after the last day. */
export async function boundsOf(db: Db, from: string, to: string, timeZone: string): Promise<Bounds> {
  const found = await firstRow(
    db,
    sql<Bounds>`select ${from}::date::timestamp at time zone ${timeZone} as from_at,
      (${to}::date + 1)::timestamp at time zone ${timeZone} as before_at`,
  );
  return found!;
}

/** When and where; everything that is counted or listed lies within it. */
export interface Scope extends Bounds {
  inboxIds: string[] | null;
  timeZone: string;
}

export interface CountedRow {
  conversation_id: string;
  inbox_id: string;
  channel: string;
  language: string | null;
  /** Microseconds since 1970: all that the table has, so that no page begins in the middle of one. */
  opened_us: number;
  first_wait_ms: number | null;
  answered: boolean;
  failures: ConversationFailure[];
  harm: number;
  unjudged: string[];
}

type Place = Pick<CountedRow, "opened_us" | "conversation_id">;

// As the report names a language, whatever tag it came with.
const languageOf = sql`lower(substring(a.language from '^([a-zA-Z]{2,3})([-_].*)?$'))`;
const counted = sql`a.conversation_id, a.inbox_id, a.channel, ${languageOf} as language,
  (extract(epoch from a.opened_at) * 1000000)::bigint as opened_us, a.first_wait_ms, a.answered, a.failures, a.harm, a.unjudged`;
const instantOf = (us: number) => sql`timestamptz 'epoch' + ${us}::float8 * interval '1 microsecond'`;

/** Oldest first, without words. */
export function countedAfter(
  db: Db,
  scope: Scope,
  after: Place | null,
  limit: number,
): Promise<CountedRow[]> {
  return rows(
    db,
    sql<CountedRow>`select ${counted} from audits a where ${within(db, scope)}
      ${after ? sql`and (a.opened_at, a.conversation_id) > (${instantOf(after.opened_us)}, ${after.conversation_id})` : sql``}
      order by a.opened_at, a.conversation_id limit ${limit}`,
  );
}

export interface HoldingRow {
  conversation_id: string;
  label: ConversationFailure;
  message_id: string | null;
  message_ids: string[];
  confidence: number;
  figures: Record<string, number | string>;
}

/** What was found in these conversations and still holds. */
export function findingsHolding(db: Db, conversationIds: string[]): Promise<HoldingRow[]> {
  return rows(
    db,
    sql<HoldingRow>`select conversation_id, label, message_id, message_ids, confidence, figures from audit_findings
      where conversation_id = any(${conversationIds}) and organisation_id = ${db.organisationId} and ended_at is null
        and disputed_at is null`,
  );
}

export interface Filter extends Wanted {
  /** By channel, in milliseconds. */
  promises: Record<string, number>;
}

export interface ListedRow extends CountedRow {
  customer_name: string | null;
}

/** The conversations behind a number, newest first. */
export function auditedConversations(
  db: Db,
  scope: Scope,
  filter: Filter,
  page: { after: Place | null; limit: number },
): Promise<ListedRow[]> {
  const { after, limit } = page;
  return rows(
    db,
    sql<ListedRow>`select ${counted}, p.name as customer_name from audits a
      join conversations c on c.id = a.conversation_id join customers p on p.id = c.customer_id
      where ${within(db, scope)} and ${matching(scope, filter)}
      ${after ? sql`and (a.opened_at, a.conversation_id) < (${instantOf(after.opened_us)}, ${after.conversation_id})` : sql``}
      order by a.opened_at desc, a.conversation_id desc limit ${limit}`,
  );
}

export async function countAudited(db: Db, scope: Scope, filter: Filter): Promise<number> {
  const found = await firstRow(
    db,
    sql<{
      n: number;
    }>`select count(*) as n from audits a where ${within(db, scope)} and ${matching(scope, filter)}`,
  );
  return found!.n;
}

function within(db: Db, { from_at, before_at, inboxIds }: Scope): RawBuilder<unknown> {
  return sql`a.organisation_id = ${db.organisationId} and a.opened_at >= ${from_at} and a.opened_at < ${before_at}
    ${inboxIds ? sql`and a.inbox_id = any(${inboxIds})` : sql``}`;
}

function matching({ timeZone }: Scope, filter: Filter): RawBuilder<unknown> {
  const { failures, atLeast, channels, language, hour, weekday, week, waits, unjudged } = filter;
  const local = sql`(a.opened_at at time zone ${timeZone})`;
  const all: RawBuilder<unknown>[] = [sql`true`];
  if (failures) all.push(sql`a.failures && ${failures}::text[]`);
  if (atLeast > 0) all.push(sql`cardinality(a.failures) >= ${atLeast}`);
  if (channels) all.push(sql`a.channel = any(${channels})`);
  if (language === "") all.push(sql`${languageOf} is null`);
  else if (language !== null) all.push(sql`${languageOf} = ${language}`);
  if (hour !== null) all.push(sql`extract(hour from ${local}) = ${hour}`);
  if (weekday !== null) all.push(sql`extract(isodow from ${local}) = ${weekday + 1}`);
  if (week !== null) all.push(sql`date_trunc('week', ${local})::date = ${week}::date`);
  if (waits)
    all.push(
      sql`(${sql.join(
        waits.map((wait) => waited(wait, filter.promises)),
        sql` or `,
      )})`,
    );
  if (unjudged === "any") all.push(sql`a.unjudged <> '{}'`);
  else if (unjudged !== null) all.push(sql`${unjudged} = any(a.unjudged)`);
  return sql.join(all, sql` and `);
}

/** Only where something was promised: elsewhere no wait is counted. */
function waited(wait: WaitKind, promises: Record<string, number>): RawBuilder<unknown> {
  const promise = sql`(${JSON.stringify(promises)}::jsonb ->> a.channel)::bigint`;
  const isMeasured = sql`a.first_wait_ms is not null and ${promise} is not null`;
  if (wait === "unanswered") return sql`(${isMeasured} and not a.answered)`;
  const isInTime = sql`a.first_wait_ms <= ${promise}`;
  return sql`(${isMeasured} and a.answered and ${wait === "in_time" ? isInTime : sql`not ${isInTime}`})`;
}
