import { lastOfCustomer, wordsOf } from "./features.rules.ts";
import type { GuardInput } from "./guard.contract.ts";
import { asksFor, languageOf, sentencesOf, votesOf } from "./language.rules.ts";
import { cardNumbers, ibans, placeholders, shownSecrets } from "./secrets.rules.ts";
import { type Values, valuesOf } from "./values.rules.ts";

/**
 * What structure says and words do not: figures against the record, questions about what is known, languages, secrets.
 * The model weighs them with the words; what must be exact is decided apart from it.
 */
export function hintsOf(input: GuardInput): string[] {
  const said = lastOfCustomer(input);
  return [
    ...languageHints(input, said),
    ...valueHints(input),
    ...knownHints(input, said),
    ...formHints(input, said),
  ];
}

/** Sentences in another language than the customer's, unless they asked for it or write in it themselves. */
export function foreignSentences(input: GuardInput): { start: number; end: number; language: string }[] {
  const said = lastOfCustomer(input);
  const expected = input.lang ?? languageOf(said) ?? null;
  if (expected === null) return [];
  const spoken = languageOf(said, 1.5);
  return sentencesOf(input.text).flatMap(({ start, end, text }) => {
    // Titles, quotations and names stand in any language.
    const plain = text.replace(/["“”«»„'‘’]([^"“”«»„]{2,80})["“”«»„'’]/g, " ");
    const votes = votesOf(plain);
    const own = votes.get(expected) ?? 0;
    const language = languageOf(plain, 1.2);
    if (!language || language === expected || (votes.get(language) ?? 0) < own + 1.2) return [];
    // Whoever writes in that language themselves is answered in it.
    if (language === spoken) return [];
    if (
      asksFor(said, language) ||
      (input.context ?? []).some((turn) => turn.speaker === "customer" && asksFor(turn.text, language))
    )
      return [];
    return [{ start, end, language }];
  });
}

function languageHints(input: GuardInput, said: string): string[] {
  const foreign = foreignSentences(input);
  const length = foreign.reduce((sum, { start, end }) => sum + end - start, 0);
  if (length === 0) return [];
  const spoken = languageOf(said, 1.5);
  return [
    length > input.text.length * 0.6
      ? "foreign all"
      : length > input.text.length * 0.3
        ? "foreign half"
        : "foreign some",
    ...(spoken && foreign.some(({ language }) => language === spoken) ? ["foreign as customer"] : []),
  ];
}

const kinds = ["money", "time", "date", "weekday", "number"] as const;

function valueHints(input: GuardInput): string[] {
  const { facts = {}, context = [] } = input;
  const own = valuesOf(input.text);
  const hints: string[] = [];
  const recorded = valuesOf(
    Object.entries(facts)
      .map(([key, value]) => `${key}: ${value}`)
      .join("\n"),
  );
  const companySaid = valuesOf(
    context
      .filter((turn) => turn.speaker !== "customer")
      .map((turn) => turn.text)
      .join("\n"),
  );
  const customerSaid = valuesOf(
    context
      .filter((turn) => turn.speaker === "customer")
      .map((turn) => turn.text)
      .join("\n"),
  );
  for (const kind of kinds) {
    hints.push(...compare(kind, own, recorded, "record"), ...compare(kind, own, companySaid, "told"));
    if (own[kind].length > 0 && own[kind].every((value) => customerSaid[kind].includes(value)))
      hints.push(`${kind} as customer`);
  }
  if (own.money.length > 0) hints.push("has money");
  if (own.time.length + own.date.length + own.weekday.length > 0) hints.push("has time");
  return hints;
}

function compare(kind: (typeof kinds)[number], own: Values, other: Values, name: string): string[] {
  if (own[kind].length === 0 || other[kind].length === 0) return [];
  const shared = own[kind].filter((value) => other[kind].includes(value)).length;
  if (shared === own[kind].length) return [`${kind} agrees ${name}`];
  return [shared === 0 ? `${kind} differs ${name}` : `${kind} partly ${name}`, `some differ ${name}`];
}

/** Questions and requests about what the record or the customer's own words hold already. */
function knownHints(input: GuardInput, said: string): string[] {
  const { facts = {}, context = [] } = input;
  const hints: string[] = [];
  const asking = sentencesOf(input.text).filter(({ text }) => text.includes("?") || askStart.test(text));
  const asked = asking.map(({ text }) => text.toLowerCase()).join(" ");
  if (asking.length > 0) hints.push("asks something");
  const lower = input.text.toLowerCase();
  for (const [key, value] of Object.entries(facts)) {
    const stems = wordsOf(`${key.replace(/[_-]/g, " ")}`)
      .filter((word) => word.length > 2)
      .map((word) => word.slice(0, 5));
    const isNamed = stems.some((stem) => asked.includes(stem));
    const isGiven = value.length > 1 && lower.includes(value.toLowerCase());
    if (isNamed && !isGiven) hints.push("asks for known key");
    if (isGiven) hints.push("gives known value");
    if (stems.some((stem) => lower.includes(stem)) && !isGiven) hints.push("names key without value");
  }
  if (asking.length > 0) {
    const told = context
      .filter((turn) => turn.speaker === "customer")
      .map((turn) => turn.text)
      .join("\n");
    if (/\d{3,}/.test(told))
      hints.push(
        /number|nummer|numero|nr\b|code|kod|codice/iu.test(asked)
          ? "asks number after number"
          : "asks after number",
      );
    if (/\S+@\S+/.test(told) && /mail|adres|indirizz/iu.test(asked)) hints.push("asks mail after mail");
    if (Object.keys(facts).length > 0) hints.push("asks beside facts");
    const earlier = new Set(wordsOf(told).filter((word) => word.length > 4));
    const shared = wordsOf(asked).filter((word) => earlier.has(word)).length;
    if (shared > 0) hints.push(shared > 2 ? "asks in customer's words, many" : "asks in customer's words");
  }
  hints.push(isAnythingKnown(input) ? "something known" : "nothing known");
  if (context.length > 2) hints.push("long talk");
  if (context.some((turn) => turn.speaker !== "customer" && turn.text === input.text))
    hints.push("says the same again");
  if (/\?\s*$/.test(said)) hints.push("customer ends asking");
  return hints;
}

const askStart =
  /^(?:please|could|can|would|what|which|who|when|where|how|give|tell|send|may i|graag|kunt|kun|wat|welk|wie|wanneer|waar|hoe|geef|stuur|mag ik|kan|vad|vilke|vem|när|var|hur|ange|skicka|får jag|mi |può|puoi|qual|chi|quando|dove|come|ci |dica|dimmi|indic|invi|bitte|können|kannst|was|welche|wer|wann|wo|wie|geben|schick|nenn|sag|darf)/iu;

const saysAgain =
  /(?<![\p{L}])(?:again|anew|once more|from the (?:start|beginning|top)|repeat|remind me|opnieuw|nogmaals|nog (?:een keer|eens)|herhaal\p{L}*|van voren af|igen|en gång till|upprepa\p{L}*|från början|på nytt|di nuovo|ancora una volta|ripet\p{L}*|ridir\p{L}*|da capo|dall['’]inizio|noch ?mals?|noch einmal|erneut|wiederhol\p{L}*|von vorn\p{L}*|von anfang)(?![\p{L}])/iu;
const hasNoRecord =
  /(?:don['’]?t|do not|can['’]?t|cannot|no|geen|niet|ingen|inget|inte|hittar|non|nessun\p{L}*|kein\p{L}*|nicht)[^.!?]{0,40}(?:file|record|history|notes?|details|dossier|gegevens|historie|notitie|ärende|historik|anteckning|uppgifter|pratica|scheda|storico|dati|appunt|akte|vorgang|verlauf|notiz|unterlagen|angaben)/iu;
const saysTold =
  /(?<![\p{L}])(?:already|told|said|earlier|before|third time|attached|colleague|al|gezegd|verteld|eerder|bijlage|collega|redan|sagt|sa ju|tidigare|bifogat|kollega|già|detto|scritto|allegat\p{L}*|collega|schon|gesagt|bereits|vorhin|anbei|anhang|kolleg\p{L}*)(?![\p{L}])/iu;

/** False where nothing was told that could be asked for again: a first question is no repetition. */
export function isAnythingKnown({ text, facts = {}, context = [] }: GuardInput): boolean {
  const told = context
    .filter((turn) => turn.speaker === "customer")
    .map((turn) => turn.text)
    .join(" ");
  return (
    Object.keys(facts).length > 0 ||
    context.length > 1 ||
    /\d/.test(told) ||
    saysAgain.test(text) ||
    hasNoRecord.test(text) ||
    saysTold.test(told) ||
    told.split(/\s+/).length > 14
  );
}

function formHints(input: GuardInput, said: string): string[] {
  const { text } = input;
  const hints: string[] = [];
  const note = (is: boolean, hint: string) => void (is && hints.push(hint));
  note(cardNumbers(text).length > 0, "card");
  note(ibans(text).length > 0, "iban");
  note(shownSecrets(text).length > 0, "secret");
  note(placeholders(text).length > 0, "placeholder");
  note(isShouting(text), "shouts");
  note(/https?:\/\/|\bwww\.|\.(?:com|nl|se|it|de|org|example)\b/i.test(text), "link");
  note(/\S+@\S+\.\S+/.test(text), "mail address");
  note(/(?:\+|0)\d[\d /-]{6,}/.test(text), "phone number");
  note(/\p{Extended_Pictographic}/u.test(text), "emoji");
  note(/!{2,}/.test(text), "many marks");
  const questions = questionCount(text);
  note(questions > 2, questions > 3 ? "four questions" : "three questions");
  note(surveySize(text) > 2, "long survey");
  note(/!|\b[A-ZÄÖÅ]{4,}\b/.test(said), "customer loud");
  note(said !== "" && wordsOf(text).length <= 4, "curt");
  note(/^\W*(?:no|nee|nej|nein|ne)\b/iu.test(text), "begins with no");
  note(/^\W*(?:yes|ja|jo|sì|si|jawohl|yep|klar)\b/iu.test(text), "begins with yes");
  return hints;
}

function isShouting(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return letters > 12 && capitals / letters > 0.6;
}

/** Question marks, and what is listed after one word that asks to rate. */
function questionCount(text: string): number {
  const marks = text.match(/\?/g)?.length ?? 0;
  const listed =
    /(?:rate|score|beoordeel|cijfer|betygsätt|betyg|valuti|voto|bewerten|noten?)\b[^.?!]*?:?\s([^.?!]+)/iu.exec(
      text,
    )?.[1] ?? "";
  const items = listed.split(/,|\b(?:and|en|och|e|und)\b/iu).filter((item) => item.trim().length > 2).length;
  return Math.max(marks, items > 2 ? items : 0);
}

/** The greatest number that stands before "questions" or the like. */
export function surveySize(text: string): number {
  const pattern =
    /(\d+|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf|vijftien|twintig|tre|fyra|fem|sex|sju|åtta|nio|tio|tolv|femton|tjugo|quattro|cinque|sei|sette|otto|nove|dieci|dodici|quindici|venti|drei|fünf|sechs|sieben|neun|zehn|zwölf|fünfzehn|zwanzig)[ -](?:\p{L}+ ){0,2}?(?:questions?|vragen|vraagjes|frågor|domande|fragen|items?|punkter|punten|punti|punkte|statements?|stellingen|påståenden|quesiti|aussagen|pages?|pagina's|sidor|pagine|seiten|stelle|criteri)(?![\p{L}])|(\d+)-(?:question|vragen|frågors|fragen)/giu;
  let most = 0;
  for (const match of text.matchAll(pattern)) {
    const figure = match[1] ?? match[2] ?? "";
    most = Math.max(most, /^\d/.test(figure) ? Number(figure) : 3);
  }
  return most;
}
