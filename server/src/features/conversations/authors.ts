import type { Actor } from "#features/accounts/actor.ts";
import type { JournalActor } from "#features/journal/journal.ts";
import type { Author } from "./conversations.contract.ts";

/** Members and programs of the organisation: whoever may act on a conversation. */
export type Worker = Exclude<Actor, { kind: "visitor" }>;

export function authorOf(actor: Worker): Author {
  return actor.kind === "member"
    ? { kind: "member", id: actor.memberId, name: actor.name }
    : { kind: "token", id: actor.tokenId, name: actor.name };
}

export function journalActor(actor: Worker): JournalActor {
  return actor.kind === "member" ? { kind: "member", id: actor.memberId } : { kind: "token", id: actor.tokenId };
}
