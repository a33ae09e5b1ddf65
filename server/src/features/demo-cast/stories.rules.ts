import { type Dice, seeded } from "#lib/seeded.ts";

/** A conversation as somebody wrote it down: who says what, with words to choose from and gaps to fill. */
export interface Story {
  id: string;
  language: string;
  channels: string[];
  tags: string[];
  /** Ids of docs/failures.md that happen in it; empty for good service. */
  failures: string[];
  subject: string;
  steps: Step[];
  /** Words for the gaps, by name. */
  words: Record<string, string[]>;
}

export interface Step {
  sign: "customer" | "member" | "note" | "handed" | "snoozed" | "resolved" | "closed";
  /** How long it took; null: as long as usual on the channel. */
  afterMs: number | null;
  photo: string | null;
  /** A colleague whom a note calls, by first name in lower case. */
  mention: string | null;
  text: string;
}

const signs: Record<string, Step["sign"]> = {
  ">": "customer",
  "<": "member",
  "!": "note",
  "~": "handed",
  z: "snoozed",
  ".": "resolved",
  ".!": "closed",
};
const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a file of stories; what does not fit is an error with its line, so that a slip is seen at once. */
export function parseStories(language: string, content: string): Story[] {
  const words: Record<string, string[]> = {};
  const stories: Story[] = [];
  for (const [index, line] of content.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith(";")) continue;
    const definition = /^let (\w+) = (.+)$/.exec(line);
    if (definition) words[definition[1]!] = definition[2]!.split("|").map((word) => word.trim());
    else if (line.startsWith("# ")) stories.push(headingOf(language, line, words));
    else if (line.startsWith("= ")) stories.at(-1)!.subject = line.slice(2).trim();
    else stories.at(-1)!.steps.push(stepOf(line, `${language}, line ${index + 1}`));
  }
  return stories;
}

function headingOf(language: string, line: string, words: Story["words"]): Story {
  const [id = "", channels = "", tags = "", failures = ""] = line.slice(2).split("|");
  const list = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "" && word !== "-");
  return {
    id: id.trim(),
    language,
    channels: list(channels),
    tags: list(tags),
    failures: list(failures),
    subject: "",
    steps: [],
    words,
  };
}

export function stepOf(line: string, where: string): Step {
  const found = /^(\.!|[<>!~z.])(?:\+(\d+)([smhd]))?\s+(?:\(photo ([\w-]+)\)\s*)?(?:@(\w+) )?(.*)$/.exec(
    line,
  );
  if (!found) throw new Error(`a story cannot be read: ${where}`);
  const [, sign = "", count, unit, photo, mention, words = ""] = found;
  const isCall = sign === "!" && mention !== undefined;
  return {
    sign: signs[sign]!,
    afterMs: count ? Number(count) * unitMs[unit!]! : null,
    photo: photo ?? null,
    mention: isCall ? mention : null,
    text: isCall || !mention ? words : `@${mention} ${words}`,
  };
}

/** "20h" as milliseconds. */
export function lengthOf(text: string): number {
  const [, count = "0", unit = "h"] = /^(\d+)([smhd])/.exec(text) ?? [];
  return Number(count) * unitMs[unit]!;
}

/** Fills in a pattern: `[a|b]` becomes one of them, `{slot}` its word; what has no word stays as it is. */
export function tell(pattern: string, slots: Readonly<Record<string, string>>, dice: Dice): string {
  return pattern
    .replace(/\[([^\]]*)\]/g, (_, choices: string) => dice.pick(choices.split("|")))
    .replace(/\{(\w+)\}/g, (slot, name: string) => slots[name] ?? slot)
    .replace(/ {2,}/g, " ")
    .trim();
}

/** Whoever lives a story: the same number in the same story always has the same order, table and day. */
export interface Teller {
  number: number;
  first: string;
  last: string;
  name: string;
  place: string;
}

export function slotsOf(story: Story, teller: Teller): Record<string, string> {
  const dice = seeded(`${teller.number}/${story.id}`);
  const slots: Record<string, string> = {
    first: teller.first,
    last: teller.last,
    name: teller.name,
    city: teller.place,
    order: String(20_400 + dice.whole(0, 590)),
    amount: amountIn(story.language, dice.pick([35, 49, 64, 89, 119, 149, 210])),
  };
  for (const [name, words] of Object.entries(story.words)) slots[name] = dice.pick(words);
  return slots;
}

function amountIn(language: string, euros: number): string {
  if (language === "sv") return `${euros * 11} kr`;
  if (language === "it") return `${euros} euro`;
  return language === "de" ? `${euros} €` : `€ ${euros}`;
}

/** The words of one step, always the same for the same teller, so that the screen's text finds its step again. */
export function lineOf(
  story: Story,
  index: number,
  teller: Teller,
  { agent, channel }: { agent: string; channel: string },
): string {
  const step = story.steps[index]!;
  const dice = seeded(`${teller.number}/${story.id}/${index}`);
  const line = tell(step.text, { ...slotsOf(story, teller), agent }, dice).replace(/^./u, (letter) =>
    letter.toUpperCase(),
  );
  if (channel !== "email" || line.length < 40) return line;
  if (step.sign === "member") return `${line}\n\n${signOffs[story.language]!}\n${agent}`;
  return step.sign === "customer" && index === 0 ? `${line}\n\n${teller.name}` : line;
}

const signOffs: Record<string, string> = {
  nl: "Met vriendelijke groet,",
  de: "Mit freundlichen Grüßen",
  sv: "Vänliga hälsningar",
  it: "Cordiali saluti,",
  en: "Kind regards,",
};

/** The step that `text` is, searched from the end; -1 when somebody found words of their own. */
export function stepSaid(
  story: Story,
  teller: Teller,
  said: { text: string; sign: "customer" | "member"; agent: string; channel: string },
): number {
  for (let index = story.steps.length - 1; index >= 0; index--) {
    if (story.steps[index]!.sign === said.sign && lineOf(story, index, teller, said) === said.text)
      return index;
  }
  return -1;
}

/** What people say outside stories, by key. */
export type Phrases = Readonly<Record<string, readonly string[]>>;

export function parsePhrases(content: string): Phrases {
  const phrases: Record<string, string[]> = {};
  for (const line of content.split("\n")) {
    const [, key, words] = /^(\w+): (.+)$/.exec(line) ?? [];
    if (key && words) phrases[key] = [...(phrases[key] ?? []), words];
  }
  return phrases;
}

/** One of the phrases for `key`, filled in; the same for the same occasion. */
export function phrase(
  phrases: Phrases,
  key: string,
  slots: Readonly<Record<string, string>>,
  occasion: string,
): string {
  const dice = seeded(`${key} ${occasion}`);
  return tell(dice.pick(phrases[key]!), slots, dice);
}
