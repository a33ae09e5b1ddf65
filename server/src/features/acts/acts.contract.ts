/** What a sentence of a customer does. */
export const customerActs = [
  "asks",
  "problem",
  "harm",
  "nothere",
  "again",
  "told",
  "urging",
  "person",
  "giveup",
  "satisfied",
  "thanks",
  "agree",
  "newtopic",
] as const;

/** What a sentence of an agent or a bot does. */
export const ownActs = [
  "answers",
  "solved",
  "remedy",
  "apology",
  "sympathy",
  "contact",
  "visit",
  "vague",
  "refuse",
  "bounce",
  "offer",
  "transfer",
  "holding",
  "ask",
  "norecord",
  "closing",
  "receipt",
  "menu",
  "fallback",
  "blocks_person",
  "cold",
] as const;

export type Act = (typeof customerActs)[number] | (typeof ownActs)[number];

/** One sentence as the model sees it. */
export interface Spoken {
  /** Words and punctuation in lower case. */
  tokens: readonly string[];
  speaker: "customer" | "agent" | "bot";
  /** What else is known of it: kinds of phrases that stand in it, whether it asks or names a time. */
  hints: Iterable<string>;
}

/** How likely each act is, 0 to 1. */
export interface Chances {
  of(act: Act): number;
  /** Acts likely enough to count as done. */
  sure(): Act[];
}

/** Names the acts of a sentence. */
export type NameActs = (spoken: Spoken) => Chances;
