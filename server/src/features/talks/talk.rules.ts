import type {
  TalkState,
  WidgetAttachment,
  WidgetEvent,
  WidgetMessage,
} from "#features/visitors/visitors.contract.ts";

/** A message as the desk keeps it, as far as a visitor may ever see it. */
export interface Spoken {
  id: string;
  kind: "inbound" | "reply" | "note" | "system";
  author_kind: string;
  author_name: string | null;
  text: string;
  event: { type: string; data: Record<string, unknown> } | null;
  state: string;
  client_id: string | null;
  attachments: readonly string[];
  sent_at: string;
}

/** Replies that have gone out. A held one does not exist for the visitor, nor does one that was taken back or failed. */
const goneOut = new Set(["sent", "delivered", "read"]);

/** S-15: what a visitor sees. Everything that is not named here stays in the house. */
export function isVisible({ kind, state, event }: Spoken): boolean {
  if (kind === "inbound") return true;
  if (kind === "reply") return goneOut.has(state);
  return kind === "system" && event !== null && eventOf(event) !== null;
}

/** A person's first name: enough for the visitor to say whom they spoke to, and no more than that leaves the house. */
export function displayName(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] || null;
}

/**
 * The visitor's side of a conversation, in the order in which it was said. Before a person's first words since the
 * visitor last waited stands a line that they are here and how long it took. `isWhole`: nothing comes before.
 */
export function widgetMessages(
  spoken: readonly Spoken[],
  filesById: ReadonlyMap<string, WidgetAttachment>,
  isWhole: boolean,
): WidgetMessage[] {
  const shown = spoken.filter(isVisible).sort((a, b) => Date.parse(a.sent_at) - Date.parse(b.sent_at));
  const messages: WidgetMessage[] = [];
  let helper: string | null = null;
  let unansweredAt: string | null = null;
  let isKnown = isWhole;
  for (const row of shown) {
    if (row.kind === "inbound") unansweredAt ??= row.sent_at;
    if (row.event?.type === "resolved") helper = null;
    if (row.kind === "reply") {
      const name = displayName(row.author_name);
      if (isKnown && name && name !== helper && row.author_kind === "member")
        messages.push(joinedLine(row, name, helper === null ? unansweredAt : null));
      helper = name;
      unansweredAt = null;
      isKnown = true;
    }
    messages.push(oneMessage(row, filesById));
  }
  return messages;
}

function joinedLine(reply: Spoken, name: string, since: string | null): WidgetMessage {
  const waited = since === null ? null : Math.max(0, Date.parse(reply.sent_at) - Date.parse(since));
  return line(`joined ${reply.id}`, reply.sent_at, { type: "joined", name, waited_ms: waited });
}

function line(id: string, at: string, event: WidgetEvent): WidgetMessage {
  return { id, from: "system", name: null, text: "", event, at, client_id: null, attachments: [] };
}

function oneMessage(row: Spoken, filesById: ReadonlyMap<string, WidgetAttachment>): WidgetMessage {
  if (row.kind === "system") return line(row.id, row.sent_at, eventOf(row.event!)!);
  return {
    id: row.id,
    from: row.kind === "inbound" ? "visitor" : row.author_kind === "member" ? "member" : "bot",
    name: row.kind === "inbound" ? null : displayName(row.author_name),
    text: row.text,
    event: null,
    at: row.sent_at,
    client_id: row.kind === "inbound" ? row.client_id : null,
    attachments: row.attachments.flatMap((id) => filesById.get(id) ?? []),
  };
}

/** Which of the desk's lines are also the visitor's: none that names a member, a reason, or anything internal. */
function eventOf(event: { type: string; data: Record<string, unknown> }): WidgetEvent | null {
  if (event.type === "resolved") return { type: "resolved" };
  if (event.type === "visitor_address") return { type: "address", email: String(event.data.email) };
  return null;
}

/** What decides about the question at the end. Instants in epoch milliseconds, null for never. */
export interface Verdict {
  status: "open" | "snoozed" | "resolved";
  resolvedAt: number | null;
  isAnswered: boolean;
  answered: boolean | null;
  judgedAt: number | null;
  lastInboundAt: number | null;
}

/** Asked once for every time it was closed with an answer; an answer given stands until something is written. */
export function verdictOf(verdict: Verdict): TalkState["verdict"] {
  const { status, resolvedAt, isAnswered, answered, judgedAt } = verdict;
  if (status === "resolved") {
    if (judgedAt !== null && resolvedAt !== null && judgedAt >= resolvedAt) return answered ? "yes" : null;
    return isAnswered ? "asked" : null;
  }
  const isFresh = judgedAt !== null && judgedAt >= (verdict.lastInboundAt ?? 0);
  return answered === false && isFresh ? "not_yet" : null;
}
