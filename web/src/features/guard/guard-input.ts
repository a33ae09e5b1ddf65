import type {
  ContextTurn,
  ConversationSummary,
  Customer,
  GuardInput,
  Message,
} from "@amends/server/contract";

import { contextTurns, guardChannelOf } from "@amends/server/rules";

type About = {
  conversation: Pick<ConversationSummary, "channel" | "language" | "subject">;
  messages: readonly Message[];
  customer: Pick<Customer, "name" | "place" | "identities"> | null;
};

/** What the guard is told besides the text: what was said, to whom, on which channel. Notes stay in the house. */
export function guardContext({ conversation, messages, customer }: About): Omit<GuardInput, "text"> {
  const context = messages.flatMap((message): ContextTurn[] => {
    if (message.kind === "note" || message.kind === "system" || message.state === "withdrawn") return [];
    const speaker = message.kind === "inbound" ? "customer" : message.author.kind === "bot" ? "bot" : "agent";
    return [{ speaker, text: message.text }];
  });
  return {
    lang: conversation.language?.slice(0, 2) ?? null,
    channel: guardChannelOf(conversation.channel),
    sender: "agent",
    context: context.slice(-contextTurns),
    facts: factsOf(conversation.subject, customer),
  };
}

function factsOf(subject: string | null, customer: About["customer"]): Record<string, string> {
  const facts: Record<string, string> = {};
  const add = (name: string, value: string | null | undefined) => {
    if (value?.trim()) facts[name] = value.trim();
  };
  add("subject", subject);
  add("name", customer?.name);
  add("place", customer?.place);
  for (const { kind, value } of customer?.identities ?? [])
    if ((kind === "email" || kind === "phone") && !facts[kind]) add(kind, value);
  return facts;
}
