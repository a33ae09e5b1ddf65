import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { ImapFlow } from "imapflow";
import { instant } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import { connectMailbox, type MailboxParts, MailboxTrouble, troubleWith } from "./connecting.ts";
import { type Fetching, fetchWaiting, listAll, openFolder } from "./fetching.ts";
import type { MailboxDetail, MailboxState } from "./mailboxes.contract.ts";
import { mayPassByItself, pauseMs, refusalPauseMs, type Trouble } from "./mailboxes.rules.ts";
import {
  letGo,
  type MailboxRow,
  mailboxById,
  renewLeases,
  setState,
  takeMailboxes,
} from "./mailboxes.store.ts";

const lookEveryMs = 2000;
/** A killed server's mailboxes are another's after so long. */
const leaseMs = 15_000;
const mostTakenAtOnce = 50;
const probeMs = 20_000;

export const usualPace = {
  /** IDLE may last 29 minutes (RFC 2177); a connection that died silently is noticed sooner so. */
  renewIdleMs: 4 * 60_000,
  /** Where there is no IDLE. */
  pollMs: 60_000,
  /** So often everything is compared, whatever the server has told. */
  wholeEveryMs: 10 * 60_000,
};

export interface MailWatch {
  /** Takes what has come free or was changed, now instead of within two seconds. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

interface Watched {
  version: number;
  stop: AbortController;
  ended: Promise<void>;
}

/** Watches every mailbox that no other server watches, from now until it is stopped. */
export function watchMailboxes(parts: MailboxParts, pace = usualPace): MailWatch {
  const { database, clock, log } = parts;
  const holder = newId("wat");
  const watched = new Map<string, Watched>();
  let looking: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function look(): Promise<void> {
    const kept = await renewLeases(database, holder, [...watched.keys()], leaseMs);
    // Taken by another, or changed by an administrator: begun anew when it is taken the next time.
    const over = [...watched].filter(([id, { version }]) => kept.get(id) !== version);
    for (const [, { stop }] of over) stop.abort();
    await Promise.all(over.map(([, { ended }]) => ended));
    const now = instant(clock.now());
    const options = { watched: [...watched.keys()], now, leaseMs, most: mostTakenAtOnce };
    const taken = isStopped ? [] : await takeMailboxes(database, holder, options);
    for (const mailbox of taken) begin(mailbox);
  }

  function begin(mailbox: MailboxRow): void {
    const stop = new AbortController();
    const ended = watchOne(parts, mailbox, pace, stop.signal)
      .catch((error) => log.error("mailboxes.watch_failed", error, { inbox: mailbox.inbox_id }))
      .then(() => letGo(database, holder, mailbox.id))
      .catch((error) => log.error("mailboxes.let_go_failed", error, { inbox: mailbox.inbox_id }))
      .finally(() => watched.delete(mailbox.id));
    watched.set(mailbox.id, { version: mailbox.version, stop, ended });
  }

  function lookNow(): Promise<void> {
    looking = looking.then(look).catch((error) => log.error("mailboxes.look_failed", error));
    return looking;
  }

  const timer = setInterval(lookNow, lookEveryMs);
  void lookNow();
  return {
    look: lookNow,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await looking;
      for (const { stop } of watched.values()) stop.abort();
      await Promise.all([...watched.values()].map(({ ended }) => ended));
    },
  };
}

/** Until it is stopped, or the server says something that only a person can put right. */
async function watchOne(
  parts: MailboxParts,
  mailbox: MailboxRow,
  pace: typeof usualPace,
  stop: AbortSignal,
): Promise<void> {
  let failures = 0;
  const works = () => {
    failures = 0;
  };
  while (!stop.aborted) {
    // Tokens may have been renewed since.
    const now = await mailboxById(parts.database.in(mailbox.organisation_id), mailbox.id);
    if (!now || now.version !== mailbox.version) return;
    try {
      await session({ ...parts, works, pace }, now, stop);
    } catch (error) {
      if (stop.aborted) return;
      failures++;
      const trouble = troubleIn(parts, mailbox, error);
      if (!mayPassByItself(trouble)) {
        const tryAt = instant(parts.clock.now() + refusalPauseMs);
        return await tell(parts, mailbox, trouble.state, { detail: trouble.detail, tryAt });
      }
      await tell(parts, mailbox, trouble.state, { detail: trouble.detail });
      await pause(pauseMs(failures, randomInt(1000) / 1000), null, { signal: stop }).catch(() => {});
    }
  }
}

function troubleIn({ log }: MailboxParts, mailbox: MailboxRow, error: unknown): Trouble {
  // What the library or the system throws about a connection has a code in words; a database's is a number.
  const { code, authenticationFailed } = error as { code?: string; authenticationFailed?: boolean };
  const isTheirs =
    error instanceof MailboxTrouble || authenticationFailed || (code !== undefined && !/^\d/.test(code));
  if (isTheirs) return troubleWith(error).trouble;
  log.error("mailboxes.session_failed", error, { inbox: mailbox.inbox_id });
  return { state: "unreachable", detail: "our_fault" };
}

/** One connection, as long as it lasts. */
async function session(
  parts: MailboxParts & { works: () => void; pace: typeof usualPace },
  mailbox: MailboxRow,
  stop: AbortSignal,
): Promise<void> {
  const client = await connectMailbox(parts, mailbox);
  const close = () => client.close();
  stop.addEventListener("abort", close);
  const news = listen(client);
  try {
    const fetching: Fetching = { parts, mailbox, client };
    while (!stop.aborted) {
      await tell(parts, mailbox, "catching_up", { isSeen: true });
      const place = await openFolder(fetching);
      await listAll(fetching, place);
      await fetchWaiting(fetching, place);
      parts.works();
      const now = await mailboxById(parts.database.in(mailbox.organisation_id), mailbox.id);
      const detail = now?.renumbered_at ? "renumbered" : null;
      const wholeAt = performance.now() + parts.pace.wholeEveryMs;
      while (!stop.aborted && performance.now() < wholeAt) {
        await tell(parts, mailbox, "watching", { detail, isSeen: true });
        const { renewIdleMs, pollMs } = parts.pace;
        const longest = client.capabilities.has("IDLE") ? renewIdleMs : pollMs;
        if (!(await news.within(Math.min(longest, wholeAt - performance.now())))) await probe(client);
        await fetchWaiting(fetching, place);
      }
    }
  } finally {
    stop.removeEventListener("abort", close);
    client.close();
  }
}

/** What the server tells unasked. */
function listen(client: ImapFlow): { within(ms: number): Promise<boolean> } {
  let isNews = false;
  let wake = () => {};
  client.on("exists", () => {
    isNews = true;
    wake();
  });
  client.on("close", () => wake());
  return {
    /** Waits in IDLE where the server has it. Answers whether there is news; throws when the connection has ended. */
    async within(ms) {
      let timer: NodeJS.Timeout | undefined;
      if (!isNews && client.usable) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, ms);
        });
        // Ends by itself when the next command is given.
        if (client.capabilities.has("IDLE")) client.idle().catch(() => {});
        await woken;
        clearTimeout(timer);
      }
      if (!client.usable) throw new MailboxTrouble({ state: "unreachable", detail: "connection_lost" });
      const was = isNews;
      isNews = false;
      return was;
    },
  };
}

/** Whether anybody is still there; where there is no IDLE, also what is new. */
async function probe(client: ImapFlow): Promise<void> {
  const timer = setTimeout(() => client.close(), probeMs);
  try {
    await client.noop();
  } finally {
    clearTimeout(timer);
  }
}

async function tell(
  { database }: MailboxParts,
  mailbox: MailboxRow,
  state: MailboxState,
  { detail = null, tryAt = null, isSeen = false }: Said = {},
): Promise<void> {
  await database.transaction(mailbox.organisation_id, (tx) =>
    setState(tx, mailbox, { state, detail, tryAt, isSeen, at: instant(tx.now) }),
  );
}

interface Said {
  detail?: MailboxDetail | null;
  tryAt?: string | null;
  isSeen?: boolean;
}
