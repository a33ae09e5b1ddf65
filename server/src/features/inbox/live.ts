import type { WebSocket } from "ws";
import { seesInbox } from "#features/accounts/actor.ts";
import type { Worker } from "#features/accounts/admission.ts";
import type { AttachmentLinks } from "#features/attachments/attachments.ts";
import { type JournalRow, journalPage } from "#features/journal/journal.store.ts";
import type { Publisher } from "#features/journal/publisher.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { Log } from "#platform/log.ts";
import { sendAll } from "#platform/sockets.ts";
import type { StreamSign } from "./inbox.contract.ts";
import { type Told, tellFacts } from "./stream-events.ts";

/** One open screen or program that follows the stream. */
export interface Follower {
  readonly actor: Worker;
  readonly socket: WebSocket;
}

export interface Live {
  /** Starts telling a follower everything after `after`; what came meanwhile is neither lost nor told twice. */
  follow(follower: Follower, after: number | null): Promise<void>;
  forget(follower: Follower): void;
  followers(): Iterable<Follower>;
  /** A passing sign to everybody who may see that inbox, or to the whole organisation. */
  sign(organisationId: string, inboxId: string | null, sign: StreamSign, except?: string): void;
}

/** Further back than this many events, loading afresh is quicker than catching up. */
const longestCatchUp = 1000;

export function startLive(parts: {
  database: Database;
  publisher: Publisher;
  links: AttachmentLinks;
  clock: Clock;
  log: Log;
}): Live {
  const { database, publisher, links, clock, log } = parts;
  const byOrganisation = new Map<string, Set<Follower>>();
  const catchingUp = new Map<Follower, Told[]>();

  publisher.subscribe(async (facts) => {
    for (const [organisationId, own] of groupByOrganisation(facts)) {
      const followers = byOrganisation.get(organisationId);
      if (!followers || followers.size === 0) continue;
      try {
        tell(followers, await tellFacts(database.in(organisationId), links, own, clock.now()));
      } catch (error) {
        log.error("stream.tell_failed", error, { count: own.length });
        for (const { socket } of followers)
          sendAll(socket, [JSON.stringify({ sign: "reload", reason: "missed" })]);
      }
    }
  });

  function tell(followers: Set<Follower>, told: Told[]): void {
    const texts = told.map(({ event }) => JSON.stringify(event));
    for (const follower of followers) {
      const waiting = catchingUp.get(follower);
      if (waiting) {
        waiting.push(...told);
        continue;
      }
      const own = texts.filter((_, i) => maySee(follower.actor, told[i]!));
      if (own.length > 0) sendAll(follower.socket, own);
    }
  }

  return {
    async follow(follower, after) {
      const { organisationId } = follower.actor;
      const followers = byOrganisation.get(organisationId) ?? new Set();
      byOrganisation.set(organisationId, followers.add(follower));
      catchingUp.set(follower, []);
      const position = publisher.position();
      sendAll(follower.socket, [
        JSON.stringify({ sign: "hello", position: String(after ?? position), session: "" }),
      ]);
      const missed =
        after === null || after >= position
          ? []
          : await journalPage(database.in(organisationId), after, longestCatchUp + 1);
      if (missed.length > longestCatchUp) {
        sendAll(follower.socket, [JSON.stringify({ sign: "reload", reason: "too_old" })]);
      } else {
        // The database may be ahead of what this process has told: what lies beyond comes live, and only there.
        const past = missed.filter((fact) => fact.position <= position);
        const told = await tellFacts(database.in(organisationId), links, past, clock.now());
        const meanwhile = (catchingUp.get(follower) ?? []).filter(
          ({ event }) => Number(event.position) > Math.max(position, after ?? 0),
        );
        const own = [...told, ...meanwhile].filter((each) => maySee(follower.actor, each));
        if (own.length > 0)
          sendAll(
            follower.socket,
            own.map(({ event }) => JSON.stringify(event)),
          );
      }
      catchingUp.delete(follower);
    },
    forget(follower) {
      byOrganisation.get(follower.actor.organisationId)?.delete(follower);
      catchingUp.delete(follower);
    },
    *followers() {
      for (const followers of byOrganisation.values()) yield* followers;
    },
    sign(organisationId, inboxId, sign, except) {
      const text = [JSON.stringify(sign)];
      for (const { actor, socket } of byOrganisation.get(organisationId) ?? []) {
        const isSender = actor.kind === "member" && actor.memberId === except;
        if (!isSender && (inboxId === null || seesInbox(actor, inboxId))) sendAll(socket, text);
      }
    },
  };
}

function maySee(actor: Worker, { inboxId, onlyFor }: Told): boolean {
  if (onlyFor !== null) return actor.kind === "member" && actor.memberId === onlyFor;
  return inboxId === null || seesInbox(actor, inboxId);
}

function groupByOrganisation(facts: readonly JournalRow[]): Map<string, JournalRow[]> {
  const groups = new Map<string, JournalRow[]>();
  for (const fact of facts) {
    const group = groups.get(fact.organisation_id);
    if (group) group.push(fact);
    else groups.set(fact.organisation_id, [fact]);
  }
  return groups;
}
