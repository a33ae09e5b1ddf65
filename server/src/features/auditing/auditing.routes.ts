import type { FastifyInstance } from "fastify";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { memberOf } from "#features/accounts/doors.ts";
import { conversationFor } from "#features/conversations/admission.ts";
import { ConversationParams } from "#features/conversations/conversations.routes.ts";
import { type Static, Strict } from "#lib/schema.ts";
import type { Database } from "#platform/db.ts";
import { AuditDispute, AuditFindingId, ConversationAudit, ConversationFinding } from "./auditing.contract.ts";
import { auditOf, disputeFinding } from "./verdicts.ts";

const FindingParams = Strict({ id: AuditFindingId });
const tags = ["audit"];

/** What the auditor found in a conversation, and "not so". */
export function auditingRoutes(
  app: FastifyInstance,
  { database, admit }: { database: Database; admit: AdmitWorker },
): void {
  app.get<{ Params: Static<typeof ConversationParams> }>(
    "/api/v1/conversations/:id/audit",
    {
      schema: {
        tags,
        summary: "What went wrong in a conversation as a whole, with the messages that show it",
        params: ConversationParams,
        response: { 200: ConversationAudit },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const db = database.in(actor.organisationId);
      const conversation = await conversationFor(db, actor, request.params.id);
      return auditOf(db, conversation.id);
    },
  );

  app.post<{ Params: Static<typeof FindingParams>; Body: Static<typeof AuditDispute> }>(
    "/api/v1/audit-findings/:id/dispute",
    {
      schema: {
        tags,
        summary: "Not so: the finding stays to be seen, and counts no more",
        params: FindingParams,
        body: AuditDispute,
        response: { 200: ConversationFinding },
      },
    },
    async (request) => {
      const actor = await memberOf(request);
      return database.transaction(actor.organisationId, (tx) =>
        disputeFinding(tx, actor, request.params.id, request.body.reason),
      );
    },
  );
}
