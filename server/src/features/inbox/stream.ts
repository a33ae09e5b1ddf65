import type { IncomingMessage } from "node:http";
import { Value } from "typebox/value";
import type { Worker } from "#features/accounts/admission.ts";
import { conversationById } from "#features/conversations/conversations.store.ts";
import type { Database } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Sockets } from "#platform/sockets.ts";
import { type StreamCommand as Command, StreamCommand } from "./inbox.contract.ts";
import type { Follower, Live } from "./live.ts";
import type { Watchers } from "./onlookers.ts";

export interface StreamParts {
  database: Database;
  live: Live;
  watchers: Watchers;
  sockets: Sockets;
  /** A one-time ticket of a signed-in member, or a bearer token's rights; null for neither. */
  admitSocket: (request: IncomingMessage, ticket: string | null) => Promise<Worker | null>;
  /** Calls `drop` once when the actor has lost or gained anything, so that the screen comes back with what it now has. */
  hold: (actor: Worker, drop: () => void) => () => void;
  /** Tells a visitor on the other side that a member looks at, or writes in, their conversation. */
  memberLooks: (organisationId: string, conversationId: string, member: string, isWriting: boolean) => void;
}

/** WS /api/v1/stream?after=&session= */
export function openStream(parts: StreamParts): void {
  const { database, live, watchers, sockets, admitSocket, hold } = parts;
  sockets.open(/^\/api\/v1\/stream$/, async (request, url) => {
    const actor = await admitSocket(request, url.searchParams.get("session"));
    if (!actor) throw new Refusal("sign-in.required", 401, "Sign in first.");
    if (actor.kind === "token" && !actor.scopes.has("journal:read")) {
      throw new Refusal("sign-in.scope_missing", 403, "The token lacks the scope journal:read.");
    }
    const after = positionFrom(url.searchParams.get("after"));
    return (socket) => {
      const follower: Follower = { actor, socket };
      const { organisationId } = actor;
      if (actor.kind === "member") watchers.arrive(organisationId, actor.memberId);
      const release = hold(actor, () => socket.close(4001, "rights changed"));
      socket.on("close", () => {
        release();
        live.forget(follower);
        if (actor.kind !== "member") return;
        watchers.leave(organisationId, actor.memberId);
        if (!watchers.isOnline(actor.memberId))
          live.sign(organisationId, null, { sign: "left", member_id: actor.memberId as `mbr_${string}` });
      });
      socket.on("message", (data, isBinary) => {
        const command = isBinary ? null : commandFrom(String(data));
        if (command && actor.kind === "member") void show(actor, command);
      });
      live.follow(follower, after).catch(() => socket.close(1011, "try again"));
    };
  });

  /** Presence in a conversation is seen by those who may see the conversation, and claimed only by them (S-15). */
  async function show(actor: Worker & { kind: "member" }, command: Command): Promise<void> {
    const { organisationId, memberId } = actor;
    const conversation = command.conversation_id
      ? await conversationById(database.in(organisationId), command.conversation_id)
      : undefined;
    if (command.conversation_id && !conversation) return;
    if (conversation && actor.inboxIds !== "all" && !actor.inboxIds.has(conversation.inbox_id)) return;
    const presence = watchers.look(organisationId, memberId, command);
    live.sign(organisationId, conversation?.inbox_id ?? null, { sign: "presence", presence }, memberId);
    if (conversation)
      parts.memberLooks(organisationId, conversation.id, actor.name, command.doing === "replying");
  }
}

function positionFrom(after: string | null): number | null {
  const position = Number(after ?? Number.NaN);
  return Number.isSafeInteger(position) && position >= 0 ? position : null;
}

function commandFrom(text: string): Command | null {
  try {
    const command: unknown = JSON.parse(text);
    return Value.Check(StreamCommand, command) ? (command as Command) : null;
  } catch {
    return null;
  }
}
