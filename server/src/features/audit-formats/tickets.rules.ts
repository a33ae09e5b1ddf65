import { instantOf } from "#features/audit-sources/instants.rules.ts";
import { plainOf, withoutQuotes } from "#features/audit-sources/plain-text.rules.ts";
import { isObject, type Row, rowOf, rowsOf, textOf } from "#features/audit-sources/rows.rules.ts";
import { channelOf, type Piece, parentOf, type Said } from "./transcript.rules.ts";

/** Zendesk: tickets with their comments or audits, or either alone. */
export function zendeskPieces(row: Row): Piece[] {
  if (isObject(row.audit)) return zendeskPieces(row.audit);
  if (Array.isArray(row.events) && !("requester_id" in row)) {
    return [{ id: parentOf(row), isWhole: false, said: auditSaid(row) }];
  }
  const own: Row = isObject(row.ticket) ? { ...row, ...row.ticket } : row;
  const comments = Array.isArray(own.comments) ? own.comments : rowOf(own.comments).comments;
  const audits = rowsOf(own.audits);
  if ("body" in own && "author_id" in own && !("subject" in own)) {
    return [{ id: parentOf(own), isWhole: false, said: zendeskComment(own) }];
  }
  if (!("requester_id" in own) && !Array.isArray(comments) && audits.length === 0 && !("description" in own))
    return [];
  const id = textOf(own.id);
  const customer = textOf(own.requester_id) ?? textOf(rowOf(own.requester).id);
  const said = [...rowsOf(comments).flatMap(zendeskComment), ...audits.flatMap(auditSaid)];
  const isWhole = said.length > 0 && id !== null;
  const description = textOf(own.description);
  if (said.length === 0 && description && !Array.isArray(comments)) {
    const author = textOf(own.submitter_id) ?? customer;
    said.push({ ...instantOf(own.created_at), author, text: description });
  }
  const status = textOf(own.status);
  const hasClose = said.some(({ event }) => event === "close");
  if ((status === "solved" || status === "closed") && !hasClose) {
    const metrics = rowOf(own.metric_set);
    said.push(closing(own.solved_at ?? metrics.solved_at ?? own.updated_at));
  }
  const score = textOf(rowOf(own.satisfaction_rating).score);
  return [
    {
      id,
      isWhole,
      ...(isWhole ? {} : { opens: "repeats" as const }),
      customer,
      channel: channelOf(rowOf(own.via).channel ?? own.via_channel),
      team: textOf(rowOf(own.group).name) ?? textOf(own.group_id),
      observedUntil: instantOf(own.updated_at).at,
      said,
      ...(score === "good" || score === "bad" ? { judged: { satisfied: score === "good" } } : {}),
    },
  ];
}

function zendeskComment(row: Row): Said[] {
  if (row.public === false || row.is_public === false) return [];
  const via = textOf(rowOf(row.via).channel);
  const author = textOf(row.author_id) ?? textOf(rowOf(row.author).id);
  const isVoice = row.type === "VoiceComment";
  const written = isVoice ? textOf(rowOf(row.data).transcription_text) : textOf(row.plain_body);
  const text = written ?? textOf(row.body) ?? textOf(row.html_body) ?? "";
  const isByRule = author === "-1" || via === "rule" || via === "system";
  return [
    {
      ...instantOf(row.created_at),
      author,
      speaker: isByRule ? "system" : null,
      channel: isVoice ? "phone" : sideOf(via),
      text: withoutQuotes(plainOf(text)),
    },
  ];
}

/** Agents answer e-mail from a web page: that is no other channel. */
function sideOf(via: string | null): string | null {
  return via === null || /^(?:web|api|rule|system|closed_ticket)$/.test(via) ? null : channelOf(via);
}

function auditSaid(audit: Row): Said[] {
  const time = instantOf(audit.created_at);
  const events = rowsOf(audit.events);
  const said: Said[] = [];
  const changed = (field: string) =>
    events.find(({ type, field_name }) => type === "Change" && field_name === field);
  const moves = [changed("assignee_id"), changed("group_id")];
  if (moves.some((move) => textOf(move?.previous_value) !== null && textOf(move?.value) !== null))
    said.push({ ...time, author: null, event: "transfer", text: "" });
  for (const event of events) {
    if (event.type !== "Comment" && event.type !== "VoiceComment") continue;
    const author = event.author_id ?? audit.author_id;
    said.push(
      ...zendeskComment({ via: audit.via, ...event, created_at: audit.created_at, author_id: author }),
    );
  }
  const status = changed("status");
  if (status?.value === "solved" || (status?.value === "closed" && status.previous_value !== "solved")) {
    said.push(closing(audit.created_at));
  }
  const notice = events.find(({ type }) => type === "Notification");
  if (notice && events.some(({ type }) => type === "Create") && rowOf(audit.via).channel !== "rule") {
    said.push({ ...time, author: null, event: "auto_ack", text: plainOf(textOf(notice.body) ?? "") });
  }
  return said;
}

export function closing(at: unknown): Said {
  return { ...instantOf(at), author: null, speaker: "system", event: "close", text: "" };
}

const freshdeskSources: Record<string, string> = {
  1: "email",
  2: "web",
  3: "phone",
  5: "twitter",
  6: "facebook",
  7: "chat",
  9: "feedback_widget",
  10: "email",
  13: "whatsapp",
};

/** Freshdesk: tickets, with their conversations inside, or either alone. */
export function freshdeskPieces(row: Row): Piece[] {
  const own = isObject(row.helpdesk_ticket)
    ? row.helpdesk_ticket
    : isObject(row.ticket)
      ? { ...row, ...row.ticket }
      : row;
  if ("incoming" in own && ("body" in own || "body_text" in own)) {
    return [{ id: parentOf(own), isWhole: false, said: freshdeskMessage(own) }];
  }
  if (!("requester_id" in own) || !("description" in own || "description_text" in own || "subject" in own))
    return [];
  const customer = textOf(own.requester_id);
  const source = textOf(own.source);
  const isOutbound = source === "10";
  const text = textOf(own.description_text) ?? plainOf(textOf(own.description) ?? textOf(own.subject) ?? "");
  const messages = rowsOf(own.conversations ?? own.notes).map((note) => rowOf(note.note ?? note));
  const author = isOutbound ? textOf(own.responder_id) : customer;
  const said: Said[] = [
    {
      ...instantOf(own.created_at),
      author,
      speaker: isOutbound ? "agent" : "customer",
      text: withoutQuotes(text),
    },
    ...messages.flatMap(freshdeskMessage),
  ];
  const stats = rowOf(own.stats);
  if (/^[45]$/.test(textOf(own.status) ?? "")) {
    said.push(closing(stats.resolved_at ?? stats.closed_at ?? own.updated_at));
  }
  return [
    {
      id: textOf(own.id) ?? textOf(own.display_id),
      isWhole: messages.length > 0,
      opens: "first",
      customer,
      channel: channelOf(source === null ? null : (freshdeskSources[source] ?? null)),
      team: textOf(own.group_id),
      observedUntil: instantOf(own.updated_at).at,
      said,
    },
  ];
}

function freshdeskMessage(row: Row): Said[] {
  if (row.private === true) return [];
  const text = textOf(row.body_text) ?? plainOf(textOf(row.body) ?? "");
  const isSurvey = textOf(row.source) === "6";
  return [
    {
      ...instantOf(row.created_at),
      author: textOf(row.user_id),
      speaker: row.incoming === true ? "customer" : isSurvey ? "system" : "agent",
      ...(isSurvey && row.incoming !== true ? { event: "survey" as const } : {}),
      text: withoutQuotes(text),
    },
  ];
}

const zammadSenders: Record<string, string> = { 1: "Agent", 2: "Customer", 3: "System" };
const zammadTypes: Record<string, string> = {
  1: "email",
  2: "sms",
  3: "chat",
  4: "fax",
  5: "phone",
  6: "twitter_status",
  7: "twitter_dm",
  8: "facebook",
  9: "facebook",
  10: "note",
  11: "web",
  12: "telegram",
  13: "facebook_message",
  14: "whatsapp",
};

/** Zammad: tickets with their articles, the `assets` of a ticket shown with all, or either alone. */
export function zammadPieces(row: Row): Piece[] {
  const assets = rowOf(row.assets);
  if (isObject(assets.Ticket)) {
    const articles = rowsOf(Object.values(rowOf(assets.TicketArticle)));
    return rowsOf(Object.values(assets.Ticket)).flatMap((ticket) =>
      zammadPieces({
        ...ticket,
        articles: articles.filter((article) => parentOf(article) === textOf(ticket.id)),
      }),
    );
  }
  const own = isObject(row.ticket) ? { ...row.ticket, articles: row.articles ?? row.ticket.articles } : row;
  const customer = rowOf(own.customer);
  const address = textOf(customer.email) ?? textOf(customer.login) ?? textOf(own.customer);
  const articles = rowsOf(own.articles ?? (isObject(own.article) ? [own.article] : []));
  const isArticle = articles.length === 0 && ("body" in own || "body_text" in own);
  if (isArticle) return [{ id: parentOf(own), isWhole: false, said: zammadArticle(own, null) }];
  if (!("title" in own) || textOf(own.id) === null) return [];
  const said = articles.flatMap((article) => zammadArticle(article, address));
  const state = textOf(own.state) ?? textOf(rowOf(own.state).name);
  const isClosed =
    /^(?:closed|merged)$/.test(state ?? "") || (state === null && textOf(own.state_id) === "4");
  if (said.length > 0 && (isClosed || textOf(own.close_at)))
    said.push(closing(own.close_at ?? own.updated_at));
  return [
    {
      id: textOf(own.id),
      isWhole: articles.length > 0,
      team: textOf(own.group) ?? textOf(rowOf(own.group).name) ?? textOf(own.group_id),
      observedUntil: instantOf(own.updated_at).at,
      said,
    },
  ];
}

function zammadArticle(row: Row, customer: string | null): Said[] {
  if (row.internal === true) return [];
  const sender = textOf(row.sender) ?? zammadSenders[textOf(row.sender_id) ?? ""] ?? null;
  const type = textOf(row.type) ?? zammadTypes[textOf(row.type_id) ?? ""] ?? null;
  const from = [sender, textOf(row.from)].filter((each) => each !== null).join(" ");
  const role = /^(?:Agent|Customer|System)$/.exec(sender ?? "")?.[0]?.toLowerCase() as
    | "agent"
    | "customer"
    | "system";
  const isTheirs = customer !== null && from.toLowerCase().includes(customer.toLowerCase());
  const speaker = role ?? (isTheirs ? "customer" : "agent");
  const html = textOf(row.body_html) ?? (textOf(row.content_type) === "text/html" ? textOf(row.body) : null);
  const text = textOf(row.body_text) ?? (html === null ? (textOf(row.body) ?? "") : plainOf(html));
  const channel = type === "note" ? null : channelOf(type);
  return [
    {
      ...instantOf(row.created_at),
      author: textOf(row.created_by) ?? textOf(row.created_by_id) ?? textOf(row.from) ?? textOf(row.sender),
      speaker,
      channel,
      ...(speaker === "system" && type === "email" ? { event: "auto_ack" as const } : {}),
      text: channel === "email" || channel === null ? withoutQuotes(text) : text,
    },
  ];
}
