import type { GuardInput } from "./guard.contract.ts";

/** How much each group counts; the last is not brought to length one, since each of its features says something of its own. */
export const groupWeights = [0.7, 0.7, 0.5, 0.5, 0.35] as const;

/** Hashes of a text's features: its words, its letters, its words by kind of channel, the customer's words, the setting. */
export type FeatureGroups = readonly (readonly number[])[];

/** FNV-1a, 32 bits: quick, and the same in every engine. */
export function hashOf(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Words in lower case; digits become one sign, so that figures do not count as words of their own. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/https?:\/\/\S+|\b[\w-]+\.(?:example|com|nl|se|it|de|org|net)(?:\/\S*)?/g, " urlx ")
      .replace(/\S+@\S+/g, " mailx ")
      .replace(/\d+(?:[.,:]\d+)*/g, "0")
      .match(/[\p{L}\p{M}]+(?:['’][\p{L}]+)?|0|[?!…€$£%★{}[\]<>]|\p{Extended_Pictographic}/gu) ?? []
  );
}

const groupOf: Record<string, string> = {
  phone: "spoken",
  counter: "spoken",
  chat: "live",
  whatsapp: "live",
  sms: "live",
  social_dm: "live",
  email: "written",
  letter: "written",
  social_public: "public",
  review_reply: "public",
};

/** What the linear model sees of a text: words and letters of it, words of what the customer said last, and the setting. */
export function featuresOf(input: GuardInput, hints: readonly string[]): FeatureGroups {
  const words = wordsOf(input.text);
  const channel = groupOf[input.channel] ?? "live";
  const said = lastOfCustomer(input);
  return [
    [...wordFeatures(words)],
    [...letterFeatures(words)],
    [...new Set(words.map((word) => hashOf(`${channel}|${word}`)))],
    saidFeatures(said),
    settingFeatures(input, words, said, channel, hints),
  ];
}

export function lastOfCustomer(input: GuardInput): string {
  const { context = [] } = input;
  for (let i = context.length - 1; i >= 0; i--)
    if (context[i]!.speaker === "customer") return context[i]!.text;
  return "";
}

function wordFeatures(words: readonly string[]): Set<number> {
  const found = new Set<number>();
  const padded = ["^", ...words, "$"];
  for (let i = 0; i < padded.length; i++) {
    if (i > 0 && i < padded.length - 1) found.add(hashOf(`w ${padded[i]}`));
    if (i + 1 < padded.length) found.add(hashOf(`b ${padded[i]} ${padded[i + 1]}`));
    if (i + 2 < padded.length) found.add(hashOf(`t ${padded[i]} ${padded[i + 1]} ${padded[i + 2]}`));
    if (i + 2 < padded.length) found.add(hashOf(`s ${padded[i]} ${padded[i + 2]}`));
  }
  return found;
}

/** Parts of words, with their edges: endings and stems carry what whole words of a small corpus cannot. */
function letterFeatures(words: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (const word of words) {
    const edged = `<${word}>`;
    for (let length = 3; length <= 5; length++)
      for (let i = 0; i + length <= edged.length; i++)
        found.add(hashOf(edged.slice(i, i + length), 0x9747b28c));
  }
  return found;
}

function saidFeatures(said: string): number[] {
  const words = wordsOf(said);
  const found = new Set<number>();
  for (const word of words) {
    found.add(hashOf(`c ${word}`));
    const edged = `<${word}>`;
    for (let i = 0; i + 4 <= edged.length; i++) found.add(hashOf(`c4 ${edged.slice(i, i + 4)}`));
  }
  for (let i = 0; i + 1 < words.length; i++) found.add(hashOf(`cb ${words[i]} ${words[i + 1]}`));
  return [...found];
}

function settingFeatures(
  input: GuardInput,
  words: readonly string[],
  said: string,
  channel: string,
  hints: readonly string[],
): number[] {
  const asks = (input.text.match(/\?/g) ?? []).length;
  const own = new Set(words.filter((word) => word.length > 3));
  const shared = wordsOf(said).filter((word) => own.has(word)).length;
  const names = [
    `channel ${input.channel}`,
    `group ${channel}`,
    `sender ${input.sender ?? "agent"}`,
    `asks ${Math.min(asks, 4)}`,
    `customer asks ${/\?/.test(said)}`,
    `said ${said === "" ? "nothing" : said.length < 40 ? "short" : "long"}`,
    `shares ${Math.min(shared, 3)}`,
    `words ${Math.min(6, Math.floor(Math.log2(words.length + 1)))}`,
    `figures ${Math.min(3, words.filter((word) => word === "0").length)}`,
    `facts ${Object.keys(input.facts ?? {}).length > 0}`,
    ...hints.map((hint) => `hint ${hint}`),
  ];
  return [...new Set(names)].map((name) => hashOf(name));
}
