import {
  type ContextTurn,
  type GuardChannel,
  type GuardInput,
  guardChannels,
} from "#features/guard/guard.contract.ts";

/** One input line of `amends guard`, understood; or why it cannot be. */
export type ReadCheck = { id: unknown; input: GuardInput } | { problem: string };

const speakers: readonly unknown[] = ["customer", "agent", "bot", "system"];

/** What is needed must be there and be right; what we do not know is passed over. */
export function readCheck(given: unknown): ReadCheck {
  if (!isRecord(given)) return { problem: "is no JSON object" };
  const { id = null, lang, channel, sender, context, facts, text } = given;
  if (typeof text !== "string") return { problem: 'has no "text"' };
  if (!guardChannels.some((known) => known === channel)) {
    const said = channel === undefined ? 'has no "channel"' : `has the channel ${shown(channel)}`;
    return { problem: `${said}; there are ${guardChannels.join(", ")}` };
  }
  if (lang !== undefined && lang !== null && typeof lang !== "string")
    return { problem: 'has a "lang" that is no text' };
  if (sender !== undefined && sender !== "agent" && sender !== "bot")
    return { problem: `has the sender ${shown(sender)}; there are agent, bot` };
  const turns = turnsOf(context ?? []);
  if (turns === null) return { problem: 'has a "context" that is no list of {speaker, text}' };
  if (facts !== undefined && facts !== null && !isRecord(facts))
    return { problem: 'has "facts" that are no object of key and value' };
  return {
    id,
    input: {
      channel: channel as GuardChannel,
      text: text.toWellFormed(),
      lang: lang ?? null,
      ...(sender === undefined ? {} : { sender }),
      context: turns,
      facts: Object.fromEntries(Object.entries(facts ?? {}).map(([key, value]) => [key, wordsOf(value)])),
    },
  };
}

function turnsOf(context: unknown): ContextTurn[] | null {
  if (!Array.isArray(context)) return null;
  const turns: ContextTurn[] = [];
  for (const turn of context) {
    if (!isRecord(turn) || typeof turn.text !== "string" || !speakers.includes(turn.speaker)) return null;
    turns.push({ speaker: turn.speaker as ContextTurn["speaker"], text: turn.text.toWellFormed() });
  }
  return turns;
}

function wordsOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 40);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
