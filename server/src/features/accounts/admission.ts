import type { FastifyRequest } from "fastify";
import type { Scope } from "./accounts.contract.ts";
import type { Actor } from "./actor.ts";

/** Members and programs of the organisation: whoever may act on a conversation. */
export type Worker = Exclude<Actor, { kind: "visitor" }>;

/**
 * Who asks, admitted: 401 for nobody, 403 for a token without the scope. Implemented by sign-in and handed in by
 * app.ts, because no other feature needs to know how people sign in.
 */
export type AdmitWorker = (request: FastifyRequest, scope: Scope) => Promise<Worker>;

/** The inboxes to look into: null for all. */
export function reachOf(actor: Worker): string[] | null {
  return actor.inboxIds === "all" ? null : [...actor.inboxIds];
}
