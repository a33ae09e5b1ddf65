import { instantOf } from "#features/audit-sources/instants.rules.ts";
import { plainOf, withoutQuotes } from "#features/audit-sources/plain-text.rules.ts";
import { isObject, type Row, rowOf, rowsOf, textOf } from "#features/audit-sources/rows.rules.ts";
import { closing } from "./tickets.rules.ts";
import { channelOf, type Piece, parentOf, type Said } from "./transcript.rules.ts";

/** Intercom: conversations with their parts, also as the older API gave them. */
export function intercomPieces(row: Row): Piece[] {
  const own = isObject(row.item)
    ? row.item
    : isObject(rowOf(row.data).item)
      ? rowOf(rowOf(row.data).item)
      : row;
  if (own.type === "conversation_part" || "part_type" in own) {
    return [{ id: parentOf(own), isWhole: false, said: intercomSaid([own], null) }];
  }
  const first = rowOf(own.source ?? own.conversation_message);
  const inner = own.conversation_parts;
  const parts = rowsOf(Array.isArray(inner) ? inner : rowOf(inner).conversation_parts);
  if (textOf(own.id) === null || (parts.length === 0 && !("body" in first))) return [];
  const channel = channelOf(
    first.type === "conversation_message" ? (textOf(first.subject) ? "email" : null) : first.type,
  );
  const opening = { ...first, part_type: "comment", created_at: own.created_at };
  const said = intercomSaid([opening, ...parts], channel);
  if ((own.state === "closed" || own.open === false) && !said.some(({ event }) => event === "close")) {
    said.push(closing(rowOf(own.statistics).last_close_at ?? own.updated_at));
  }
  const rating = Number(textOf(rowOf(own.conversation_rating).rating) ?? "");
  return [
    {
      id: textOf(own.id),
      isWhole: true,
      channel,
      lang: textOf(rowOf(own.custom_attributes).Language),
      team: textOf(own.team_assignee_id),
      observedUntil: instantOf(own.updated_at).at,
      said,
      ...(rating > 0 ? { judged: { rating } } : {}),
    },
  ];
}

const intercomRoles: Record<string, "customer" | "agent" | "bot"> = {
  user: "customer",
  lead: "customer",
  contact: "customer",
  visitor: "customer",
  admin: "agent",
  team: "agent",
  bot: "bot",
  operator: "bot",
  fin: "bot",
  workflow: "bot",
  campaign: "bot",
};

export function intercomSaid(parts: Row[], channel: string | null): Said[] {
  let assigned: string | null = null;
  return parts.flatMap((part) => {
    const kind = textOf(part.part_type) ?? "comment";
    const author = rowOf(part.author);
    const time = instantOf(part.created_at);
    const isMachine = author.from_ai_agent === true || author.is_ai_answer === true;
    const speaker = isMachine ? "bot" : (intercomRoles[textOf(author.type) ?? ""] ?? null);
    const html = textOf(part.body);
    const isNote = /note|^(?:snoozed|title|attribute|tag|language|participant|custom)/.test(kind);
    const text = html === null || isNote ? "" : plainOf(html);
    const said: Said[] = [];
    if (text !== "") {
      said.push({
        ...time,
        author: textOf(author.id),
        speaker,
        text: channel === "email" ? withoutQuotes(text) : text,
      });
    }
    const to = textOf(rowOf(part.assigned_to).id);
    if (/assign/.test(kind) && to !== null) {
      if (assigned !== null && assigned !== to)
        said.push({ ...time, author: null, speaker: "system", event: "transfer", text: "" });
      assigned = to;
    }
    if (kind === "close" || kind === "close_and_comment") said.push(closing(part.created_at));
    if (/rating_request|request_rating/.test(kind)) {
      said.push({ ...time, author: null, speaker: "system", event: "survey", text: "" });
    }
    return said;
  });
}

/** Chatwoot: conversations with messages, or the messages of one conversation. */
export function chatwootPieces(row: Row): Piece[] {
  if ("message_type" in row && !Array.isArray(row.messages)) {
    return [{ id: parentOf(row), isWhole: false, said: chatwootSaid([row]) }];
  }
  const meta = rowOf(row.meta);
  const messages = rowsOf(row.messages);
  if (messages.length === 0 && !("inbox_id" in row) && !("labels" in meta)) return [];
  const said = chatwootSaid(messages);
  if (row.status === "resolved" && said.length > 0 && !said.some(({ event }) => event === "close")) {
    said.push(closing(row.last_activity_at ?? row.updated_at ?? said.at(-1)!.at));
  }
  return [
    {
      id: textOf(row.id) ?? textOf(row.display_id) ?? textOf(row.uuid),
      isWhole: messages.length > 0,
      channel: channelOf(meta.channel ?? row.channel),
      lang: textOf(rowOf(row.additional_attributes).conversation_language),
      team: textOf(rowOf(meta.team).name) ?? textOf(row.team_id),
      observedUntil: instantOf(row.last_activity_at ?? row.updated_at).at,
      said,
    },
  ];
}

const chatwootKinds: Record<string, string> = { 0: "incoming", 1: "outgoing", 2: "activity", 3: "template" };

function chatwootSaid(messages: Row[]): Said[] {
  let isAssigned = false;
  return messages.flatMap((message): Said[] => {
    if (message.private === true) return [];
    const written = textOf(message.message_type) ?? "";
    const kind = chatwootKinds[written] ?? written;
    const sender = rowOf(message.sender);
    const time = instantOf(message.created_at);
    const text = plainOf(textOf(message.content) ?? "");
    if (kind === "activity") {
      if (/\b(?:marked resolved|was resolved|auto-resolved|resolved by)\b/i.test(text))
        return [{ ...closing(message.created_at), text }];
      if (!/^assigned to\b|\bassigned to\b.*\bby\b|self-assigned/i.test(text)) return [];
      const isMoved = isAssigned;
      isAssigned = true;
      return isMoved ? [{ ...time, author: null, speaker: "system", event: "transfer", text }] : [];
    }
    const type = (textOf(message.sender_type) ?? textOf(sender.type) ?? "").toLowerCase().replace(/::/g, "_");
    const isBot = /bot|captain|assistant/.test(type);
    const author = textOf(message.sender_id) ?? textOf(sender.id);
    if (message.content_type === "input_csat")
      return [{ ...time, author: null, speaker: "system", event: "survey", text }];
    if (kind === "template") return [{ ...time, author: null, speaker: "system", event: "auto_ack", text }];
    const speaker =
      kind === "incoming"
        ? "customer"
        : isBot
          ? "bot"
          : kind === "outgoing"
            ? "agent"
            : type === "contact"
              ? "customer"
              : "agent";
    return [{ ...time, author, speaker, text }];
  });
}

const lensRoles: Record<string, "customer" | "agent" | "bot" | "system"> = {
  CUSTOMER: "customer",
  AGENT: "agent",
  SUPERVISOR: "agent",
  SYSTEM: "system",
  CUSTOM_BOT: "bot",
};

/** Amazon Contact Lens: calls with offsets from their beginning, chats with times. */
export function contactLensPieces(row: Row): Piece[] {
  const turns = Array.isArray(row.Transcript)
    ? rowsOf(row.Transcript)
    : rowsOf(row.Segments ?? row.RealtimeContactAnalysisSegments).map((each) =>
        rowOf(each.Transcript ?? each.Utterance),
      );
  if (turns.length === 0) return [];
  const roles = new Map(
    rowsOf(row.Participants).map((each) => [textOf(each.ParticipantId), textOf(each.ParticipantRole)]),
  );
  const about = rowOf(row.CustomerMetadata ?? row.ContactMetadata);
  const start = instantOf(row.InitiationTimestamp ?? about.InitiationTimestamp ?? row.StartTime).at ?? 0;
  const said = turns.flatMap((turn): Said[] => {
    const id = textOf(turn.ParticipantId);
    const role = textOf(turn.ParticipantRole) ?? roles.get(id) ?? id ?? "";
    const offset = turn.BeginOffsetMillis;
    const time =
      typeof offset === "number"
        ? { at: start + offset }
        : instantOf(turn.AbsoluteTime ?? rowOf(turn.Time).AbsoluteTime);
    const kind = textOf(turn.ContentType) ?? "";
    const author = role === "AGENT" && id === "AGENT" ? (textOf(rowOf(row.Agent).ARN) ?? "AGENT") : id;
    if (/\.event\./.test(kind)) {
      const event = /transfer\.succeeded$/.test(kind)
        ? "transfer"
        : /chat\.ended$/.test(kind)
          ? "close"
          : null;
      return event ? [{ ...time, author: null, speaker: "system", event, text: "" }] : [];
    }
    return [{ ...time, author, speaker: lensRoles[role] ?? "agent", text: textOf(turn.Content) ?? "" }];
  });
  const duration = rowOf(row.ConversationCharacteristics).TotalConversationDurationMillis;
  return [
    {
      id: textOf(about.ContactId) ?? textOf(row.ContactId),
      isWhole: true,
      lang: textOf(row.LanguageCode),
      channel: channelOf(row.Channel) ?? "phone",
      observedUntil: typeof duration === "number" && row.Channel !== "CHAT" ? start + duration : null,
      said,
    },
  ];
}

/** STAR: a person plays the assistant; what they typed to be offered answers was never sent. */
export function starPieces(row: Row): Piece[] {
  const wizard = textOf(row.AnonymizedWizardWorkerID) ?? "Wizard";
  const said = rowsOf(row.Events).flatMap((event): Said[] => {
    const text = textOf(event.Text);
    const isSent = event.Action === "utter" || event.Action === "pick_suggestion";
    if (text === null || !isSent || (event.Agent !== "User" && event.Agent !== "Wizard")) return [];
    const isUser = event.Agent === "User";
    const author = isUser ? "User" : wizard;
    return [{ ...instantOf(event.UnixTime), author, speaker: isUser ? "customer" : "agent", text }];
  });
  if (said.length === 0) return [];
  const asked = Array.isArray(row.UserQuestionnaire)
    ? rowsOf(row.UserQuestionnaire).map((each) => [textOf(each.Question) ?? "", each.Answer] as const)
    : Object.entries(rowOf(row.UserQuestionnaire));
  const judged: Record<string, boolean | number> = {};
  for (const [question, answer] of asked) {
    if (typeof answer === "boolean" || typeof answer === "number") judged[question] = answer;
    else if (typeof answer === "string" && /^(?:true|yes|false|no)$/i.test(answer))
      judged[question] = /^[ty]/i.test(answer);
  }
  return [{ id: textOf(row.DialogueID), isWhole: true, channel: "chat", judged, said }];
}

/** IBM's Twitter customer care: the closing answer stands apart, at the end of the duration. */
export function twitterCarePieces(row: Row): Piece[] {
  const header = rowOf(row.dialogHeader);
  const answer = rowOf(row.agentURL);
  const content = rowsOf(row.dialogContent);
  const said = content.map((each): Said => {
    const isAgent = textOf(each.client) === null;
    const author = textOf(each.client) ?? textOf(each.agent) ?? textOf(header.company);
    return {
      ...instantOf(each.datetime),
      author,
      speaker: isAgent ? "agent" : "customer",
      text: plainOf(textOf(each.message) ?? ""),
    };
  });
  const last = textOf(answer.url_utterance);
  if (last !== null && !content.some((each) => textOf(each.tweet_ID) === textOf(answer.tweet_ID))) {
    const parts = /^(\d+):(\d\d):(\d\d)/.exec(textOf(header.duration) ?? "");
    const start = instantOf(header.conversationDateTime).at;
    const lasted = parts ? (Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000 : 0;
    const at = start === null ? null : start + lasted;
    said.push({ at, author: textOf(header.company), speaker: "agent", text: plainOf(last) });
  }
  if (said.length === 0) return [];
  const id = textOf(header.sessionID) ?? textOf(answer.tweet_ID);
  return [{ id, isWhole: true, channel: "social_public", team: textOf(header.company), said }];
}
