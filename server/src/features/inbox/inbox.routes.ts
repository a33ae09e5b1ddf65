import type { FastifyInstance } from "fastify";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { reachOf } from "#features/accounts/admission.ts";
import { type JournalRow, journalPage } from "#features/journal/journal.store.ts";
import type { Publisher } from "#features/journal/publisher.ts";
import { Instant, Nullable, Page, PageQuery, type Static, Strict, Type } from "#lib/schema.ts";
import type { Database } from "#platform/db.ts";
import { InboxSnapshot } from "./inbox.contract.ts";
import { type Onlookers, takeSnapshot } from "./inbox.ts";
import { concernsActorAlone } from "./stream-events.ts";

export interface InboxParts {
  database: Database;
  publisher: Publisher;
  onlookers: Onlookers;
  admit: AdmitWorker;
}

export const JournalEntry = Type.Object({
  position: Type.String(),
  type: Type.String(),
  at: Instant,
  actor: Type.Object({ kind: Type.String(), id: Nullable(Type.String()) }),
  inbox_id: Nullable(Type.String()),
  conversation_id: Nullable(Type.String()),
  customer_id: Nullable(Type.String()),
  message_id: Nullable(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
});
const JournalPage = Page(JournalEntry);
const JournalQuery = Strict({
  ...PageQuery,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});

/** The inbox's snapshot, and the journal as pages: the same facts that the stream tells. */
export function inboxRoutes(
  app: FastifyInstance,
  { database, publisher, onlookers, admit }: InboxParts,
): void {
  app.get(
    "/api/v1/inbox",
    {
      schema: {
        tags: ["inbox"],
        summary: "Everything a fresh screen needs, with the position to stream from",
        response: { 200: InboxSnapshot },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      return takeSnapshot(database.in(actor.organisationId), actor, publisher.position(), onlookers);
    },
  );

  app.get<{ Querystring: Static<typeof JournalQuery> }>(
    "/api/v1/journal",
    {
      schema: {
        tags: ["inbox"],
        summary: "The journal after a position, in the order of commits",
        querystring: JournalQuery,
        response: { 200: JournalPage },
      },
    },
    async (request) => {
      const actor = await admit(request, "journal:read");
      const limit = request.query.limit ?? 100;
      const after = Number(request.query.after ?? 0);
      const facts = await journalPage(
        database.in(actor.organisationId),
        Number.isSafeInteger(after) ? after : 0,
        limit,
      );
      const last = facts[facts.length - 1];
      const me = actor.kind === "member" ? actor.memberId : null;
      return {
        items: facts.filter((fact) => mayRead(fact, reachOf(actor), me)).map(entryOf),
        next: facts.length === limit && last ? String(last.position) : null,
      };
    },
  );
}

function mayRead(fact: JournalRow, reach: string[] | null, me: string | null): boolean {
  if (concernsActorAlone(fact)) return fact.actor_id === me;
  return fact.inbox_id === null || reach === null || reach.includes(fact.inbox_id);
}

function entryOf(fact: JournalRow): Static<typeof JournalEntry> {
  const { position, actor_kind, actor_id, organisation_id: _, ...rest } = fact;
  return { ...rest, position: String(position), actor: { kind: actor_kind, id: actor_id } };
}
