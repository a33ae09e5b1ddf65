import type { WidgetAttachment } from "@amends/server/contract";
import type { Word } from "./handle.ts";

/**
 * What the visitor has sent and the desk has not yet confirmed. It lies on the shelf, so that a reload in the middle
 * sends it again; its `client_id` lets the desk see that it is the same message.
 */
export interface Entry {
  client_id: string;
  text: string;
  attachments: WidgetAttachment[];
  /** Epoch milliseconds at which the visitor pressed send. */
  at: number;
  /** `waiting` for its turn or the network, `sending`, or `failed`: it needs the visitor. */
  state: "waiting" | "sending" | "failed";
  /** Why it failed. */
  why: Word | null;
  tries: number;
}

export type Outcome =
  | { what: "accepted" }
  /** Nobody answered, or the desk asks to come back later. */
  | { what: "again"; afterMs: number | null }
  /** The desk says no, and trying again will not change that. */
  | { what: "refused"; why: Word };

export function enqueue(
  outbox: readonly Entry[],
  message: Pick<Entry, "client_id" | "text" | "attachments" | "at">,
): Entry[] {
  return [...outbox, { ...message, state: "waiting", why: null, tries: 0 }];
}

/** What goes out next. One at a time and in order, so that the talk reads as it was written. */
export function nextOf(outbox: readonly Entry[]): Entry | null {
  if (outbox.some(({ state }) => state === "sending")) return null;
  return outbox.find(({ state }) => state === "waiting") ?? null;
}

export function started(outbox: readonly Entry[], id: string): Entry[] {
  return outbox.map((entry) =>
    entry.client_id === id ? { ...entry, state: "sending", tries: entry.tries + 1 } : entry,
  );
}

export function settled(outbox: readonly Entry[], id: string, outcome: Outcome): Entry[] {
  if (outcome.what === "accepted") return outbox.filter(({ client_id }) => client_id !== id);
  return outbox.map((entry): Entry => {
    if (entry.client_id !== id) return entry;
    if (outcome.what === "refused") return { ...entry, state: "failed", why: outcome.why };
    return { ...entry, state: "waiting" };
  });
}

export function retried(outbox: readonly Entry[], id: string): Entry[] {
  return outbox.map((entry) =>
    entry.client_id === id ? { ...entry, state: "waiting", why: null, tries: 0 } : entry,
  );
}

/** What another page or an earlier one left: whatever was on its way is sent again. */
export function restored(kept: unknown): Entry[] {
  if (!Array.isArray(kept)) return [];
  return kept
    .filter((entry): entry is Entry => typeof entry?.client_id === "string" && typeof entry.text === "string")
    .map((entry) => (entry.state === "sending" ? { ...entry, state: "waiting" } : entry));
}

/** Half a second, doubling up to half a minute, and never all visitors at once. */
export function pauseMs(tries: number, chance: number): number {
  const full = Math.min(30_000, 500 * 2 ** Math.max(0, tries - 1));
  return Math.round(full * (0.75 + chance / 2));
}

/** What an HTTP status means for a message. 0: nobody answered. */
export function outcomeOf(status: number, code: string | null, retryAfterS: number | null): Outcome {
  if (status >= 200 && status < 300) return { what: "accepted" };
  if (status === 429) return { what: "again", afterMs: (retryAfterS ?? 5) * 1000 };
  if (status === 0 || status === 401 || status === 408 || status >= 500)
    return { what: "again", afterMs: null };
  if (status === 413 || code === "visitors.too_large") return { what: "refused", why: "failed_large" };
  return { what: "refused", why: status === 403 ? "failed_page" : "failed_refused" };
}
