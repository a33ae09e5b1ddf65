import type { VisitorMessageAccepted } from "@amends/server/contract";
import { type Desk, DeskError } from "./desk.ts";
import { type Entry, nextOf, outcomeOf, pauseMs, restored, retried, settled, started } from "./outbox.ts";
import type { Sessions } from "./session.ts";
import type { Shelf } from "./shelf.ts";

interface SenderWants {
  get(): readonly Entry[];
  set(outbox: readonly Entry[]): void;
  accepted(answer: VisitorMessageAccepted): void;
}

/** Sends what is in the outbox, one by one, until the desk has said that it has it. */
export function createSender(desk: Desk, sessions: Sessions, shelf: Shelf, wants: SenderWants) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function keep(outbox: readonly Entry[]): void {
    wants.set(outbox);
    shelf.write("outbox", outbox.length > 0 ? outbox : null);
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    const entry = nextOf(wants.get());
    if (!entry) return;
    keep(started(wants.get(), entry.client_id));
    const outcome = await attempt(entry);
    keep(settled(wants.get(), entry.client_id, outcome));
    if (outcome.what === "again") {
      const tries = wants.get().find(({ client_id }) => client_id === entry.client_id)?.tries ?? 1;
      timer = setTimeout(() => void flush(), outcome.afterMs ?? pauseMs(tries, Math.random()));
    } else await flush();
  }

  async function attempt(entry: Entry) {
    try {
      await sessions.need();
      const { client_id, text, attachments } = entry;
      const page = { url: location.href.slice(0, 2000), title: document.title.slice(0, 300) };
      const answer = await desk.send({ client_id, text, attachments: attachments.map(({ id }) => id), page });
      wants.accepted(answer);
      return outcomeOf(200, null, null);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.status === 401) {
        const wasNamed = sessions.isNamed();
        sessions.forget();
        if (wasNamed) return { what: "refused", why: "failed_session" } as const;
      }
      return outcomeOf(error.status, error.code, error.retryAfterS);
    }
  }

  addEventListener("online", () => void flush());
  return {
    add(outbox: readonly Entry[]): void {
      keep(outbox);
      void flush();
    },
    retry(id: string): void {
      keep(retried(wants.get(), id));
      void flush();
    },
    discard(id: string): void {
      keep(wants.get().filter(({ client_id }) => client_id !== id));
    },
    /** What a page before this one left behind. */
    restore(): void {
      const kept = restored(shelf.read("outbox"));
      if (kept.length === 0) return;
      wants.set(kept);
      void flush();
    },
  };
}
