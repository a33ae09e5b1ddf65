import type { Dice } from "#lib/seeded.ts";

/** What stands in an answer, as a simulated customer hears it. */
export interface Heard {
  blames: boolean;
  sendsAway: boolean;
  asksOrder: boolean;
  asksPhoto: boolean;
  asks: boolean;
  settles: boolean;
  promises: boolean;
}

/*
 * Rough ears: enough for a demonstration to answer sensibly, in five languages at once because agents mix them. The
 * guard, which judges what goes out to real people, is something else.
 */
const words = {
  blames:
    /you should have|you (must|ought to) have|your (own )?(fault|mistake)|had (u|je) (maar|moeten)|u had .{0,60} moeten|had u .{0,60} moeten|uw eigen schuld|sie hätten .{0,60}(müssen|sollen)|ihr fehler|selbst schuld|du borde ha|ditt eget fel|avrebbe dovuto|doveva (lei|leggere|controllare)|colpa sua/i,
  sendsAway:
    /(on|see|visit|check|via|at) (our|the) (web ?site|faq|help ?page)|(op|via|zie) onze (web)?site|veelgestelde vragen|auf unserer (web ?seite|home ?page|seite)|(på|via) (vår )?(hemsida|webbplats)|vanliga frågor|(sul|nel) (nostro )?sito|domande frequenti|(call|phone|ring) us|belt? u ons|rufen sie uns an|ring oss|ci telefoni|deve telefonare/i,
  asksOrder:
    /order (number|no\b)|bestel(nummer|lingsnummer)|bestellnummer|ordernummer|beställningsnummer|numero d.ordine|which order|welke bestelling|welche bestellung|quale ordine/i,
  asksPhoto: /photo|picture|foto|\bbild\b|\bbilder\b|fotografia/i,
  settles:
    /refund|on its way|sent (you )?a|leaves (us )?(today|tomorrow)|new one|is fixed|sorted|arranged|booked|done|terugbetaald|teruggestort|overgemaakt|onderweg|geregeld|vandaag nog|ingepland|erstattet|überwiesen|unterwegs|erledigt|vorgemerkt|geht heute|återbetal|på väg|skickas|klart|bokat|rimborsat|partito|in arrivo|spedit|fatto|sistemato|\b\d{1,2}[.:]\d{2}\b|(maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica)/i,
  promises:
    /look(ing)? into|find out|check|one moment|ik (zoek|kijk|vraag|bel)|moment|ich (kläre|prüfe|sehe|frage)|jag (kollar|tar reda|undersöker|frågar)|(verifico|controllo|mi informo|un attimo)/i,
};

export function hear(text: string): Heard {
  const asks = text.includes("?");
  return {
    blames: words.blames.test(text),
    sendsAway: words.sendsAway.test(text),
    asksOrder: asks && words.asksOrder.test(text),
    asksPhoto: words.asksPhoto.test(text) && (asks || /send|stu(u)?r|schick|skicka|mand|invi/i.test(text)),
    asks,
    settles: words.settles.test(text),
    promises: words.promises.test(text),
  };
}

/** A key of the phrases. */
export type Reaction =
  | "blamed"
  | "website"
  | "order"
  | "photo"
  | "agree"
  | "details"
  | "thanks"
  | "when"
  | "doubt";

/** What has been said so far, as far as it matters. */
export interface Mood {
  /** The customer's messages so far. */
  written: number;
  /** Their last one was a thank-you: more is only said to a question. */
  hasThanked: boolean;
}

/** What a simulated customer says to an answer; null: nothing. */
export function reactionTo(text: string, { written, hasThanked }: Mood, dice: Dice): Reaction | null {
  const heard = hear(text);
  // Nobody writes for ever, not even here.
  if (written >= 9) return null;
  if (heard.blames) return "blamed";
  if (heard.sendsAway) return "website";
  if (heard.asksOrder) return "order";
  if (heard.asksPhoto) return "photo";
  if (heard.asks) return dice.chance(0.7) ? "agree" : "details";
  if (hasThanked) return null;
  if (heard.settles) return "thanks";
  if (heard.promises) return dice.chance(0.5) ? "when" : null;
  return written <= 3 ? "doubt" : null;
}

/** How long until the customer has read an answer, and until they write: people in a chat are quick. */
export function pauseOf(channel: string, dice: Dice): { readMs: number; writeMs: number } {
  const isTalk = ["web-chat", "whatsapp", "telegram", "sms", "voice"].includes(channel);
  const readMs = dice.between(1500, 4000);
  return { readMs, writeMs: readMs + (isTalk ? dice.between(4000, 11_000) : dice.between(12_000, 30_000)) };
}

/** Whether words came from a phrase with gaps and choices. */
export function saysPhrase(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => asExpression(pattern).test(text));
}

function asExpression(pattern: string): RegExp {
  const escaped = pattern
    .split(/(\[[^\]]*\]|\{\w+\})/)
    .map((part) => {
      if (part.startsWith("{")) return ".+";
      if (!part.startsWith("[")) return literal(part);
      return `(?:${part.slice(1, -1).split("|").map(literal).join("|")})`;
    })
    .join("");
  return new RegExp(`^\\s*${escaped.replace(/(\\? )+/g, "\\s*")}\\s*$`, "u");
}

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
