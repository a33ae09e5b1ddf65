import { argumentEntries } from "./palette-arguments.ts";
import { commandEntries, conversationEntries } from "./palette-commands.ts";
import type { PaletteEntry, PaletteGroup } from "./palette-entry.ts";
import { findIn, plainText } from "./palette-match.ts";
import { openConversationFrom, placeEntries } from "./palette-places.ts";
import { recentIds } from "./palette-recent.ts";

export type PaletteIndex = {
  /** What is shown for these words, group by group, before the server has said anything. */
  entriesFor: (words: string) => PaletteEntry[];
};

const most: Record<PaletteGroup, number> = { recent: 5, do: 6, go: 6, found: 8 };

/** Made when the palette opens, from what the page has already; conversations only when something is typed. */
export function openIndex(): PaletteIndex {
  const commands = commandEntries();
  const places = placeEntries();
  const recent = recentIds();
  let all: { entries: PaletteEntry[]; texts: string[] } | null = null;
  const everything = () => {
    if (all) return all;
    const entries = [...commands, ...places, ...conversationEntries(openConversationFrom)];
    all = { entries, texts: entries.map(textOf) };
    return all;
  };
  return {
    entriesFor(words) {
      if (words.trim() === "") return atRest(commands, places, recent);
      const offers = argumentEntries(words);
      return [...offers, ...matching(everything(), words, recent, offers.length > 0)];
    },
  };
}

function textOf(entry: PaletteEntry): string {
  // Names from other scripts and long previews: what is searched is the title and its other names.
  return plainText(`${entry.title} ${entry.more ?? ""}`);
}

/** Nothing typed: what was done lately, then what can be done here, then where to go. */
function atRest(commands: PaletteEntry[], places: PaletteEntry[], recent: string[]): PaletteEntry[] {
  const known = new Map(
    [...commands, ...places, ...conversationsOf(recent)].map((entry) => [entry.id, entry]),
  );
  const again = recent
    .flatMap((id) => known.get(id) ?? [])
    .slice(0, most.recent)
    .map((entry) => ({ ...entry, group: "recent" as const }));
  const shown = new Set(again.map((entry) => entry.id));
  // What is about the open conversation comes before what is about the desk.
  const ordered = [...commands.filter(isAbout), ...commands.filter((entry) => !isAbout(entry)), ...places];
  const fresh = ordered.filter((entry) => !shown.has(entry.id));
  return [
    ...again,
    ...fresh.filter((entry) => entry.group === "do"),
    ...fresh.filter((entry) => entry.group === "go"),
  ];
}

function isAbout(entry: PaletteEntry): boolean {
  return /^command (conversation|write)\./.test(entry.id);
}

function conversationsOf(recent: string[]): PaletteEntry[] {
  const wanted = new Set(recent);
  if (!recent.some((id) => id.startsWith("conversation "))) return [];
  return conversationEntries(openConversationFrom).filter((entry) => wanted.has(entry.id));
}

/** Recent ones first among equals; the group that holds the better match goes first. */
function matching(
  { entries, texts }: { entries: PaletteEntry[]; texts: string[] },
  words: string,
  recent: string[],
  hasOffers: boolean,
): PaletteEntry[] {
  const found = findIn(texts, words, 60).flatMap(({ index, rank }) => {
    const entry = entries[index];
    return entry ? [{ entry, rank, age: ageOf(recent, entry.id) }] : [];
  });
  found.sort((a, b) => a.rank - b.rank || a.age - b.age);
  const of = (group: PaletteGroup) =>
    found.filter(({ entry }) => entry.group === group).slice(0, most[group]);
  const [acts, places] = [of("do"), of("go")];
  const goFirst = !hasOffers && (places[0]?.rank ?? 2) < (acts[0]?.rank ?? 2);
  return (goFirst ? [...places, ...acts] : [...acts, ...places]).map(({ entry }) => entry);
}

function ageOf(recent: string[], id: string): number {
  const at = recent.indexOf(id);
  return at < 0 ? recent.length : at;
}
