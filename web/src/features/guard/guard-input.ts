import type {
  ContextTurn,
  ConversationSummary,
  Customer,
  GuardChannel,
  GuardInput,
  Message,
} from "@amends/server/contract";

const channels: Record<string, GuardChannel> = {
  "web-chat": "chat",
  api: "chat",
  email: "email",
  voice: "phone",
  sms: "sms",
  whatsapp: "whatsapp",
  telegram: "social_dm",
  messenger: "social_dm",
  x: "social_public",
  bluesky: "social_public",
  mastodon: "social_public",
  reviews: "review_reply",
  "in-person": "counter",
};

/** Enough to know what was asked, said and given; the server looks at the same. */
const turnsKept = 20;

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
    channel: channels[conversation.channel] ?? "chat",
    sender: "agent",
    context: context.slice(-turnsKept),
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
