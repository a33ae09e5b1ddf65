import type { InboundMessage } from "#features/conversations/conversations.contract.ts";
import type { TSchema } from "#lib/schema.ts";

/**
 * The port. A channel says what it is and what it can do, turns our messages into its own form (`render`), and has
 * whichever of `parse`, `verify`, `poll` and `send` its network knows. What it lacks it leaves out; nothing here is
 * ever implemented by throwing "not implemented".
 *
 * `Payload` is what `render` makes and `send` takes. `Settings` is what an inbox of this kind keeps.
 */
export interface Channel<Payload = unknown, Settings = unknown> {
  /** One word for folder, registry, database, icon and docs. */
  readonly kind: string;
  readonly title: string;
  /** From this the settings form is drawn; fields marked `secret: true` are written and never read back. */
  readonly settings: TSchema;
  readonly capabilities: Capabilities;

  /** Our message in the channel's form, and what does not fit. Pure: the composer asks before anything is sent. */
  render(message: Outbound): Rendered<Payload>;

  /** What came in, as messages. Pure, and never throws: what it cannot read it returns as `unreadable`. */
  parse?(raw: RawArrival): Parsed[];
  /** Opens the door POST /hooks/{inbox}: whether the request really is the provider's. Never throws. */
  verify?(raw: RawArrival, settings: Settings, now: number): Verification;
  /** Fetches what waits at the provider since `cursor`. Throws `DeliveryError`. */
  poll?(settings: Settings, cursor: string | null): Promise<Polled>;
  /** Hands one rendered message over. Throws `DeliveryError`. The idempotency key is the same at every attempt. */
  send?(payload: Payload, context: SendContext<Settings>): Promise<Receipt>;
  /** Shows the customer that somebody is writing. */
  showTyping?(to: string, settings: Settings): Promise<void>;
}

export interface Capabilities {
  /**
   * How a reply reaches the customer: `send` hands it to a provider; `collect` means that the other side fetches it
   * from us, so it is sent the moment it is stored; `none` means that answers go another way.
   */
  readonly replies: "send" | "collect" | "none";
  /** Characters; null: no limit worth naming. */
  readonly textLimit: number | null;
  readonly attachments: { readonly count: number; readonly bytes: number } | null;
  /** How long after the customer's last message we may still write; null: always. */
  readonly replyWindowMs: number | null;
  /** Strangers can read what we write here. */
  readonly isPublic: boolean;
  /** We show them typing. Announced exactly when it works. */
  readonly typing: boolean;
  /** We hear when they have read. */
  readonly readMarks: boolean;
}

export interface Outbound {
  readonly id: string;
  readonly text: string;
  /** The member's display name, the only thing about them that leaves the house. */
  readonly authorName: string | null;
  readonly language: string | null;
  readonly attachments: readonly OutboundAttachment[];
  /** When the customer last wrote, and now: from these `render` knows whether a window has closed. */
  readonly lastInboundAt: number | null;
  readonly now: number;
}

export interface OutboundAttachment {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
}

export interface Rendered<Payload> {
  readonly payload: Payload;
  readonly misfits: readonly Misfit[];
}

/** What would not arrive as written. A blocking one keeps the message from going out at all. */
export interface Misfit {
  readonly what:
    | "text_too_long"
    | "too_many_attachments"
    | "attachment_too_large"
    | "attachment_not_taken"
    | "window_closed"
    | "formatting_lost"
    | "empty";
  readonly blocking: boolean;
  /** For a person: figures and names, in English. */
  readonly detail: string;
}

/** What arrived, as it arrived: kept before anybody tries to understand it. */
export interface RawArrival {
  /** Lower-case names. Only what the channel's `verify` and `parse` need. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly receivedAt: number;
}

export type Parsed =
  | { readonly kind: "message"; readonly message: InboundMessage }
  /** Understood, and nothing to keep: a provider's test call, an echo of our own message. */
  | { readonly kind: "ignored"; readonly reason: string }
  | { readonly kind: "receipt"; readonly providerId: string; readonly state: "delivered" | "read" | "failed" }
  /** Shown in the inbox as "could not read this", with the raw thing attached. */
  | { readonly kind: "unreadable"; readonly reason: string };

export type Verification =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "unsigned" | "malformed" | "stale" | "forged" | "no_secret" };

export interface Polled {
  readonly arrivals: readonly RawArrival[];
  readonly cursor: string;
}

export interface SendContext<Settings> {
  readonly to: string;
  readonly settings: Settings;
  readonly idempotencyKey: string;
}

export interface Receipt {
  /** The provider's own id, by which its later receipts are matched. */
  readonly providerId: string | null;
}

/**
 * Why a hand-over did not work, classified where it happened: `rejected` (the provider says never; the member is
 * told), `throttled` (again at `retryAt`), `unreachable` (again with growing pauses), `misconfigured` (the channel
 * is paused and an administrator is told).
 */
export class DeliveryError extends Error {
  readonly kind: "rejected" | "throttled" | "unreachable" | "misconfigured";
  readonly retryAt: number | null;

  constructor(kind: DeliveryError["kind"], message: string, retryAt: number | null = null) {
    super(message);
    this.name = "DeliveryError";
    this.kind = kind;
    this.retryAt = retryAt;
  }
}

/** The misfits that any channel with these capabilities has; a channel adds its own to them. */
export function misfitsOf(message: Outbound, capabilities: Capabilities): Misfit[] {
  const misfits: Misfit[] = [];
  const add = (what: Misfit["what"], detail: string) => misfits.push({ what, blocking: true, detail });
  const { textLimit, attachments, replyWindowMs } = capabilities;
  if (message.text.trim() === "" && message.attachments.length === 0) add("empty", "There is nothing in it.");
  if (textLimit !== null && message.text.length > textLimit)
    add("text_too_long", `${message.text.length} characters; ${textLimit} fit.`);
  const count = attachments?.count ?? 0;
  if (message.attachments.length > count)
    add("too_many_attachments", `${message.attachments.length} files; ${count} fit in one message.`);
  for (const file of message.attachments)
    if (attachments && file.size > attachments.bytes)
      add("attachment_too_large", `${file.name} has ${file.size} bytes; ${attachments.bytes} fit.`);
  if (replyWindowMs !== null && message.now - (message.lastInboundAt ?? 0) > replyWindowMs)
    add("window_closed", "The customer wrote too long ago; this network takes no free text now.");
  return misfits;
}

/** Why something is not what a channel reads, in one line for a person; keys of strangers are shown without controls. */
export function unfitReason(
  what: string,
  errors: readonly { instancePath: string; message: string; keyword: string }[],
): string {
  const first = errors[0];
  const where = (first?.instancePath ?? "").replace(/[^\w/-]/g, "?").slice(0, 100);
  if (first?.keyword === "boolean") return `Not ${what}: ${where} is an unknown key.`;
  return `Not ${what}: ${where} ${first?.message ?? "does not fit"}.`.replace(":  ", ": it ");
}
