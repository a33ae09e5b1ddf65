import { createHash } from "node:crypto";
import type { Clock } from "#platform/clock.ts";
import { newSecret } from "#platform/ids.ts";
import type { Log } from "#platform/log.ts";
import type { SignInDb } from "#platform/sign-in-db.ts";
import type { Actor, ActorChange, ActorListener, MemberActor, TokenActor } from "./actor.ts";
import {
  insertTicket,
  memberOfSession,
  standingOf,
  takeTicketRow,
  tokenById,
  tokenBySecretHash,
  touchToken,
} from "./actors.store.ts";

/** Finds the session that a request's cookies prove; sign-in gives this. */
export type SessionReader = (cookies: string) => Promise<string | null>;

export interface Actors {
  /** By cookies; null for a session that is none. */
  ofCookies(cookies: string): Promise<MemberActor | null>;
  /** By an API token, `amd_…`. */
  ofToken(secret: string): Promise<TokenActor | null>;
  issueTicket(actor: MemberActor | TokenActor): Promise<{ ticket: string; expiresAt: number }>;
  /** The actor of a ticket that nobody has used, as it stands now. */
  takeTicket(ticket: string): Promise<Actor | null>;
  /** Forgets what is remembered about somebody and tells the listeners. For every change made by this process. */
  changed(change: ActorChange): void;
  onChanged(listener: ActorListener): () => void;
  /**
   * Watches over a long-lived connection: `drop` is called once when its actor has lost or gained anything, at once
   * when this process did it, else within a second (S-20). Returns how to stop watching.
   */
  hold(actor: MemberActor | TokenActor, drop: () => void): () => void;
  close(): void;
}

export interface ActorsParts {
  db: SignInDb;
  clock: Clock;
  log: Log;
  readSession: SessionReader;
}

/** A revoked session or token stops within a second: what is remembered is younger than this. */
export const rememberedMs = 900;
const mostRemembered = 10_000;
export const ticketSeconds = 30;
const heldCheckMs = 900;

export const hashOf = (secret: string) => createHash("sha256").update(secret).digest();

export function createActors({ db, clock, log, readSession }: ActorsParts): Actors {
  const memory = rememberBriefly(clock);
  const listeners = new Set<ActorListener>();
  const held = holdActors(db, log);
  listeners.add(held.changed);

  async function findMember(cookies: string): Promise<MemberActor | null> {
    const sessionId = await readSession(cookies);
    return sessionId ? memberOfSession(db, sessionId) : null;
  }
  async function findToken(secret: string): Promise<TokenActor | null> {
    const actor = await tokenBySecretHash(db, hashOf(secret));
    if (actor) touchToken(db, actor.tokenId).catch((error) => log.error("accounts.touch_failed", error));
    return actor;
  }
  return {
    ofCookies: (cookies) => memory.recall(`c${cookies}`, () => findMember(cookies)),
    ofToken: (secret) => memory.recall(`t${secret}`, () => findToken(secret)),
    async issueTicket(actor) {
      const ticket = newSecret();
      const holder =
        actor.kind === "member"
          ? { sessionId: actor.sessionId, tokenId: null }
          : { sessionId: null, tokenId: actor.tokenId };
      await insertTicket(db, hashOf(ticket), holder, ticketSeconds);
      return { ticket, expiresAt: clock.now() + ticketSeconds * 1000 };
    },
    async takeTicket(ticket) {
      const row = await takeTicketRow(db, hashOf(ticket));
      if (!row) return null;
      return row.session_id ? memberOfSession(db, row.session_id) : tokenById(db, row.token_id!);
    },
    changed(change) {
      memory.forgetAll();
      for (const listener of listeners) listener(change);
    },
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hold: held.hold,
    close: held.close,
  };
}

/** Remembers found actors for less than a second, and lets simultaneous askers share one look-up. */
function rememberBriefly(clock: Clock) {
  const remembered = new Map<string, { found: Promise<Actor | null>; until: number }>();
  return {
    recall<T extends Actor>(key: string, find: () => Promise<T | null>): Promise<T | null> {
      const known = remembered.get(key);
      if (known && known.until > clock.now()) return known.found as Promise<T | null>;
      if (remembered.size >= mostRemembered) remembered.clear();
      const found = find();
      remembered.set(key, { found, until: clock.now() + rememberedMs });
      const forget = () => void (remembered.get(key)?.found === found && remembered.delete(key));
      found.then((actor) => actor || forget(), forget);
      return found;
    },
    // All of it: changes are rare, and a mistake here would let somebody in.
    forgetAll: () => remembered.clear(),
  };
}

type Held = { actor: MemberActor | TokenActor; drop: () => void };

const idOf = (actor: MemberActor | TokenActor) => (actor.kind === "member" ? actor.sessionId : actor.tokenId);

function standing(actor: MemberActor | TokenActor): string {
  if (actor.kind === "token") return "token";
  return `${actor.role} ${actor.inboxIds === "all" ? "" : [...actor.inboxIds].sort().join(" ")}`;
}

function holdActors(db: SignInDb, log: Log) {
  const held = new Set<Held>();
  let timer: NodeJS.Timeout | null = null;

  function drop(which: (actor: MemberActor | TokenActor) => boolean): void {
    for (const each of [...held]) {
      if (!which(each.actor)) continue;
      held.delete(each);
      each.drop();
    }
  }
  async function check(): Promise<void> {
    const actors = [...held].map((each) => each.actor);
    const ids = (kind: Actor["kind"]) => [...new Set(actors.filter((a) => a.kind === kind).map(idOf))];
    const now = new Map<string, string>();
    for (const row of await standingOf(db, ids("member"), ids("token")))
      now.set(row.id, row.standing.trimEnd());
    const looked = new Set(actors);
    drop((actor) => looked.has(actor) && now.get(idOf(actor)) !== standing(actor).trimEnd());
  }
  function watch(): void {
    timer = setTimeout(async () => {
      // A database that is away takes no rights from anybody; requests fail by themselves until it is back.
      await check().catch((error) => log.error("accounts.check_failed", error));
      timer = null;
      if (held.size > 0) watch();
    }, heldCheckMs);
    timer.unref();
  }
  return {
    hold(actor: MemberActor | TokenActor, whenDropped: () => void): () => void {
      const each = { actor, drop: whenDropped };
      held.add(each);
      if (!timer) watch();
      return () => held.delete(each);
    },
    changed(change: ActorChange): void {
      if (change.what === "name") return;
      drop((actor) => {
        if (change.what === "session") return actor.kind === "member" && actor.sessionId === change.sessionId;
        if (change.what === "member") return actor.kind === "member" && actor.memberId === change.memberId;
        return actor.kind === "token" && actor.tokenId === change.tokenId;
      });
    },
    close(): void {
      held.clear();
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
