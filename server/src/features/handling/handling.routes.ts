import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Worker } from "#features/accounts/admission.ts";
import { conversationFor } from "#features/conversations/admission.ts";
import {
  AssignmentChange,
  ConversationSummary,
  PriorityChange,
  ResolutionChange,
  SnoozeChange,
  SubjectChange,
  TagsChange,
} from "#features/conversations/conversations.contract.ts";
import { ConversationParams, type ReadingParts } from "#features/conversations/conversations.routes.ts";
import { conversationById, summaryOf } from "#features/conversations/conversations.store.ts";
import type { Static, TSchema } from "#lib/schema.ts";
import type { Tx } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import {
  assignConversation,
  clearMention,
  closeConversation,
  labelConversation,
  reopenConversation,
  snoozeConversation,
  unassignConversation,
  wakeConversation,
} from "./handling.ts";

/** Answers what an inbox promises, in milliseconds. Declared here; inboxes answer it. */
export type TargetOf = (organisationId: string, inboxId: string) => Promise<number>;

export interface StateParts extends ReadingParts {
  targetOf: TargetOf;
}

type Change = (tx: Tx, actor: Worker, id: string, body: unknown) => Promise<unknown>;

/** State as records: PUT writes one, DELETE ends it; each answers the conversation as it is then. */
export function stateRoutes(app: FastifyInstance, parts: StateParts): void {
  const { targetOf } = parts;
  const on = (
    method: "PUT" | "DELETE",
    what: string,
    summary: string,
    body: TSchema | null,
    change: Change,
  ) =>
    app.route<{ Params: Static<typeof ConversationParams> }>({
      method,
      url: `/api/v1/conversations/:id/${what}`,
      schema: {
        tags: ["conversations"],
        summary,
        params: ConversationParams,
        ...(body ? { body } : {}),
        response: { 200: ConversationSummary },
      },
      handler: (request) => changeOne(parts, request, request.params.id, change),
    });

  on("PUT", "assignment", "Give it to somebody", AssignmentChange, (tx, actor, id, body) =>
    assignConversation(tx, actor, id, memberOf(actor, (body as Static<typeof AssignmentChange>).member_id)),
  );
  on("DELETE", "assignment", "Give it back to the queue", null, (tx, actor, id) =>
    unassignConversation(tx, actor, id),
  );
  on("PUT", "resolution", "Close it: answered, or with a reason", ResolutionChange, (tx, actor, id, body) =>
    closeConversation(tx, actor, id, body as Static<typeof ResolutionChange>),
  );
  on("DELETE", "resolution", "Open it again", null, async (tx, actor, id) => {
    const conversation = (await conversationById(tx, id))!;
    const targetMs = await targetOf(actor.organisationId, conversation.inbox_id);
    await reopenConversation(tx, actor, id, { targetMs, because: "member" });
  });
  on(
    "PUT",
    "snooze",
    "Let it sleep until a time, or until the customer writes",
    SnoozeChange,
    (tx, actor, id, body) =>
      snoozeConversation(tx, actor, id, Date.parse((body as Static<typeof SnoozeChange>).until)),
  );
  on("DELETE", "snooze", "Wake it", null, (tx, actor, id) => wakeConversation(tx, actor, id, "member"));
  on("PUT", "priority", "How urgent it is", PriorityChange, (tx, actor, id, body) =>
    labelConversation(tx, actor, id, body as Static<typeof PriorityChange>),
  );
  on("PUT", "tags", "Its tags, all of them", TagsChange, (tx, actor, id, body) => {
    const tags = [
      ...new Set((body as Static<typeof TagsChange>).tags.map((tag) => tag.trim().toLowerCase())),
    ];
    return labelConversation(tx, actor, id, { tags });
  });
  on("PUT", "subject", "What it is about", SubjectChange, (tx, actor, id, body) =>
    labelConversation(tx, actor, id, body as Static<typeof SubjectChange>),
  );
  on("PUT", "read", "I have looked: ends my mention", null, async (tx, actor, id) => {
    if (actor.kind === "member") await clearMention(tx, actor.memberId, id);
  });
}

async function changeOne(
  parts: ReadingParts,
  request: FastifyRequest,
  id: string,
  change: Change,
): Promise<Static<typeof ConversationSummary>> {
  const { database, admit } = parts;
  const actor = await admit(request, "conversations:write");
  await conversationFor(database.in(actor.organisationId), actor, id);
  return database.transaction(actor.organisationId, async (tx) => {
    await change(tx, actor, id, request.body);
    return summaryOf((await conversationById(tx, id))!);
  });
}

function memberOf(actor: Worker, memberId: string): string {
  if (memberId !== "me") return memberId;
  if (actor.kind === "member") return actor.memberId;
  throw new Refusal("conversations.assignee_unknown", 422, "A token is nobody's hands; name a member.");
}
