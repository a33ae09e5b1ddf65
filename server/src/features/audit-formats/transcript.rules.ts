import type { Transcript, Turn, TurnEvent } from "#features/audit/audit.contract.ts";
import { type Row, textOf } from "#features/audit-sources/rows.rules.ts";
import { languageOf, wellFormed } from "#lib/text.ts";
import fields from "./fields.json" with { type: "json" };

/** What an export tells of one turn; who it was is worked out once the whole conversation is known. */
export interface Said {
  at: number | null;
  offset?: number;
  author: string | null;
  /** Where the source says it; else the author decides. */
  speaker?: Turn["speaker"] | null;
  event?: TurnEvent;
  channel?: string | null;
  text: string;
}

/** A conversation, or the part of it that lay in one record. */
export interface Piece {
  /** Null where the record does not say: then it is the file's only one. */
  id: string | null;
  /** Holds its messages itself; nothing more need be waited for. */
  isWhole: boolean;
  /**
   * Tells of a conversation whose messages may lie elsewhere. What it quotes is the first message, or repeats what the
   * messages say: that counts only where there are none.
   */
  opens?: "first" | "repeats";
  lang?: string | null;
  team?: string | null;
  channel?: string | null;
  customer?: string | null;
  observedUntil?: number | null;
  judged?: Record<string, boolean | number>;
  said: Said[];
}

export type Roles = ReadonlyMap<string, Turn["speaker"]>;

export function joinPieces(pieces: Piece[]): Piece {
  const joined: Piece = { ...pieces[0]!, said: [] };
  for (const piece of pieces)
    for (const [name, value] of Object.entries(piece))
      if (value !== null && value !== undefined) Object.assign(joined, { [name]: value });
  const elsewhere = new Set(pieces.filter(({ opens }) => !opens).flatMap(textsIn));
  const isTold = [...elsewhere].some((text) => text !== "");
  const said = pieces.flatMap((piece) => {
    if (!piece.opens) return piece.said;
    const isKept = (text: string) =>
      text === "" || !((isTold && piece.opens === "repeats") || elsewhere.has(text));
    const own = piece.said.filter(({ text }) => isKept(text.trim()));
    for (const { text } of own) elsewhere.add(text.trim());
    return own;
  });
  return { ...joined, said };
}

function textsIn({ said }: Piece): string[] {
  return said.map(({ text }) => text.trim());
}

export function transcriptOf(
  piece: Piece,
  roles: Roles,
  fallback: { id: string; lang: string | null; channel?: string },
): Transcript | null {
  const said = inOrder(piece.said.filter(({ text, event }) => event !== undefined || text.trim() !== ""));
  if (said.length === 0) return null;
  const customer =
    piece.customer ?? said.find(({ author, speaker }) => author !== null && !speaker)?.author ?? null;
  const main = piece.channel ?? said.find(({ channel }) => channel)?.channel ?? fallback.channel ?? "chat";
  const turns = said.map((each): Turn => {
    const known = each.author === null ? undefined : roles.get(each.author);
    const guessed = each.author === null || each.author === customer ? "customer" : "agent";
    const speaker = each.speaker ?? known ?? (each.event ? "system" : guessed);
    return {
      at: each.at,
      ...(each.offset === undefined ? {} : { offset: each.offset }),
      channel: each.channel ?? main,
      speaker,
      agentId: speaker === "agent" || speaker === "bot" ? each.author : null,
      event: each.event ?? null,
      text: wellFormed(each.text).trim(),
    };
  });
  const last = turns.reduce<number | null>((latest, { at }) => Math.max(at ?? 0, latest ?? 0) || null, null);
  return {
    id: piece.id ?? fallback.id,
    lang: fallback.lang ?? languageOf(piece.lang),
    channels: [...new Set(turns.map(({ channel }) => channel))],
    observedUntil: piece.observedUntil && piece.observedUntil >= (last ?? 0) ? piece.observedUntil : null,
    turns,
    team: piece.team ?? null,
    ...(piece.judged && Object.keys(piece.judged).length > 0 ? { judged: piece.judged } : {}),
  };
}

/** Oldest first; what has no time stays behind what it followed. */
function inOrder(said: Said[]): Said[] {
  let last = Number.NEGATIVE_INFINITY;
  return said
    .map((each) => {
      last = each.at ?? last;
      return { each, at: last };
    })
    .sort((one, two) => (one.at === two.at ? 0 : one.at - two.at))
    .map(({ each }) => each);
}

const channelNames = new Map(
  Object.entries(fields.channels).flatMap(([ours, theirs]) =>
    theirs.split(" ").map((name) => [name, ours] as const),
  ),
);

/** Our name for a channel; a web form is answered by e-mail. Null where they say nothing. */
export function channelOf(theirs: unknown): string | null {
  if (typeof theirs !== "string" || theirs.trim() === "") return null;
  const name = theirs
    .trim()
    .replace(/^Channel::/, "")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/[\s:-]+/g, "_")
    .toLowerCase();
  const ours = channelNames.get(name) ?? name;
  return ours === "web" ? "email" : ours;
}

/** Which conversation a message names, whatever the desk calls it. */
export function parentOf(row: Row): string | null {
  for (const name of fields.parent) if (textOf(row[name]) !== null) return textOf(row[name]);
  return null;
}
