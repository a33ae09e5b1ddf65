import type { Worker } from "#features/accounts/admission.ts";
import type { JournalActor } from "#features/journal/journal.ts";
import type { Author } from "./conversations.contract.ts";

export function authorOf(actor: Worker): Author {
  return actor.kind === "member"
    ? { kind: "member", id: actor.memberId, name: actor.name }
    : { kind: "token", id: actor.tokenId, name: actor.name };
}

export function journalActor(actor: Worker): JournalActor {
  return actor.kind === "member"
    ? { kind: "member", id: actor.memberId }
    : { kind: "token", id: actor.tokenId };
}
