import type { Role, Scope } from "./accounts.contract.ts";

/** Which inboxes somebody may look into. Administrators see all of them. */
export type InboxReach = ReadonlySet<string> | "all";

/** A person of the organisation, known by a session. */
export type MemberActor = {
  readonly kind: "member";
  readonly organisationId: string;
  readonly memberId: string;
  readonly name: string;
  readonly role: Role;
  readonly inboxIds: InboxReach;
  readonly sessionId: string;
};

/** A program of the organisation, known by an API token; it may do what its scopes say and no more. */
export type TokenActor = {
  readonly kind: "token";
  readonly organisationId: string;
  readonly tokenId: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly inboxIds: InboxReach;
};

/** A customer in front of the widget: sees one inbox, and there only what is theirs. */
export type VisitorActor = {
  readonly kind: "visitor";
  readonly organisationId: string;
  readonly inboxId: string;
  readonly visitorId: string;
  readonly customerId: string;
};

export type Actor = MemberActor | TokenActor | VisitorActor;

/** Told when an actor may have lost or gained something, so that open sockets can be dropped or re-scoped. */
export type ActorChange =
  | { readonly what: "session"; readonly organisationId: string; readonly sessionId: string }
  | { readonly what: "member"; readonly organisationId: string; readonly memberId: string }
  /** No right has changed, so nobody needs to be dropped. */
  | { readonly what: "name"; readonly organisationId: string; readonly memberId: string }
  | { readonly what: "token"; readonly organisationId: string; readonly tokenId: string };

export type ActorListener = (change: ActorChange) => void;

export function seesInbox(actor: Actor, inboxId: string): boolean {
  if (actor.kind === "visitor") return actor.inboxId === inboxId;
  return actor.inboxIds === "all" || actor.inboxIds.has(inboxId);
}

export function mayUse(actor: Actor, scope: Scope): boolean {
  return actor.kind !== "token" || actor.scopes.has(scope);
}

/** Administrators run the organisation; a token with `admin` does the same for a program. */
export function administers(actor: Actor): boolean {
  if (actor.kind === "member") return actor.role === "administrator";
  return actor.kind === "token" && actor.scopes.has("admin");
}

/** Supervisors look after people's work: shared replies and views, other people's conversations, unreadable arrivals. */
export function supervises(actor: Actor): boolean {
  return administers(actor) || (actor.kind === "member" && actor.role === "supervisor");
}
