import { passesLuhn } from "#lib/luhn.ts";

/** What customers should never have had to write down, made unreadable before anything is stored. */
export interface Masked {
  /** `card`: all but the last four digits; `password`; `code`: a PIN or a card's code. */
  kind: "card" | "password" | "code";
  /** Where the placeholder stands in the masked text. */
  start: number;
  end: number;
}

/** The placeholders, for whoever words them: "•••• 1111" was a card number, with its last four digits; "••••" a secret. */
export const maskedMark = /•{4}(?: (\d{4}))?/gu;
const dots = "••••";
/** "pw:abc". Most strings in JSON are shorter, and names. */
const shortestStatement = 6;

interface Found {
  kind: Masked["kind"];
  start: number;
  end: number;
  mark: string;
}

/** Card numbers, passwords, PINs and card codes that a customer states, in five languages. The rest stays as it is. */
export function maskSecrets(text: string): { text: string; masked: Masked[] } {
  if (text.length < shortestStatement) return { text, masked: [] };
  const cards = cardsIn(text);
  const found = [...cards, ...codesAfter(text, cards), ...passwordsIn(text), ...codesIn(text)].sort(
    (a, b) => a.start - b.start || b.end - a.end,
  );
  const masked: Masked[] = [];
  let out = "";
  let done = 0;
  for (const { kind, start, end, mark } of found) {
    if (start < done) continue;
    out += text.slice(done, start);
    masked.push({ kind, start: out.length, end: out.length + mark.length });
    out += mark;
    done = end;
  }
  return masked.length === 0 ? { text, masked } : { text: out + text.slice(done), masked };
}

const separator = "[ .\\-\\u00a0\\u2009\\u202f\\u2013]";
/** A run of digits and what may stand between them; a letter before it makes it something else, such as an IBAN. */
const digitRuns = new RegExp(`(?<![\\p{L}\\d+.,-])\\d(?:${separator}{0,2}\\d){12,39}(?!\\d)`, "gu");

/** First digits and lengths of Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay and Maestro. */
const network =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[012])\d{13}|3[47]\d{13}|3(?:0[0-59]|[689]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|62\d{14,17}|(?:50|5[6-9]|6[0379])\d{11,17})$/;
/** How many digits stand together where people copy a card. */
const groupings = new Set(["4444", "44443", "465", "464", "4443", "4442", "88"]);

const cardWords =
  /(?:credit|debit|kredit|debet|bank|betaal|betal|konto|giro|pin|prepaid)?(?:card|kaart|karte|carta|kort)(?:et|en|n|s|nummer|number|numret|nr|no)?(?!\p{L})|kreditkarten\p{L}*|(?<!\p{L})(?:visa|mastercard|maestro|amex|american express|diners|bancomat|carta di credito|numero di carta|cvc|cvv|exp(?:iry|ires|iration)?|valid (?:thru|until)|verval(?:t|datum)|geldig tot|giltigt?|utgångsdatum|scad(?:e|enza)|gültig bis|ablaufdatum)(?!\p{L})/giu;
const otherWords =
  /(?:library|member\p{L}*|loyalty|gift|store|student) card(?: number)?|carta (?:fedeltà|regalo)|(?:order|bestel|pakket|track|zending|beställning|försändelse|kolli|ordin|pacco|spedizion|tracciament|bestell|sendung|auftrag|kunden|klanten|kund(?!\p{Ll}*kredit)|member|loyalty|fedelt|lidmaat|medlem|tessera|mitglied|serie|serial|factu|invoice|faktura|fattura|rechnung|referen|library|bibliot|imei|gift|cadeau|present|gutschein|voucher|parcel|shipment|barcode|ean)\p{L}*/giu;
/** So far before and after a number a word speaks about it. */
const near = 60;

function cardsIn(text: string): Found[] {
  const found: Found[] = [];
  for (const run of text.matchAll(digitRuns)) {
    const groups = [...run[0].matchAll(/\d+/g)].map((group) => ({
      at: run.index + group.index,
      digits: group[0],
    }));
    for (let first = 0; first < groups.length; first++) {
      const last = lastGroupOfCard(text, groups, first);
      if (last < 0) continue;
      const end = groups[last]!.at + groups[last]!.digits.length;
      const digits = groups
        .slice(first, last + 1)
        .map((group) => group.digits)
        .join("");
      found.push({ kind: "card", start: groups[first]!.at, end, mark: `${dots} ${digits.slice(-4)}` });
      first = last;
    }
  }
  return found;
}

/** The group with which a card that begins at `first` ends; -1 when none does. */
function lastGroupOfCard(
  text: string,
  groups: readonly { at: number; digits: string }[],
  first: number,
): number {
  let digits = "";
  let shape = "";
  for (let last = first; last < groups.length && digits.length < 19; last++) {
    digits += groups[last]!.digits;
    shape += groups[last]!.digits.length;
    if (digits.length < 13 || !network.test(digits) || !passesLuhn(digits)) continue;
    const end = groups[last]!.at + groups[last]!.digits.length;
    const spokenOf = wordsNear(text, groups[first]!.at, end);
    if (spokenOf === "card" || (spokenOf === "nothing" && groupings.has(shape))) return last;
  }
  return -1;
}

/** What the words say the number is: the nearest before it decides, else a card's word or its date after it. */
function wordsNear(text: string, start: number, end: number): "card" | "other" | "nothing" {
  const before = text.slice(Math.max(0, start - near), start);
  const card = lastIndexOf(before, cardWords);
  const other = lastIndexOf(before, otherWords);
  if (other >= 0 && other >= card) return "other";
  if (card >= 0) return "card";
  const after = text.slice(end, end + near);
  return /^[\s,;:/-]{0,6}\d{2} ?\/ ?\d{2}/u.test(after) || firstMatch(after, cardWords) ? "card" : "nothing";
}

/** The code that follows a card's number and its date. */
function codesAfter(text: string, cards: readonly Found[]): Found[] {
  const pattern =
    /^[\s,;:]{0,4}(?:\p{L}{2,12}[\s:.]{1,3})?\d{2} ?[/-] ?\d{2,4}[\s,;:/-]{1,4}(\d{3,4})(?!\d)/u;
  return cards.flatMap((card): Found[] => {
    const match = pattern.exec(text.slice(card.end, card.end + 60));
    if (!match) return [];
    const end = card.end + match[0].length;
    return [{ kind: "code", start: end - match[1]!.length, end, mark: dots }];
  });
}

const passwordWord =
  "(?:pass ?words?|pass ?codes?|passphrase|passw(?:or)?d|pass(?= ?[:=]\\s?(?=\\S*\\p{L})\\S*\\d)|pwd?|psw|ww|wachtwoord(?:en)?|lösen(?:ord(?:et)?)?|passwort|passwörter|kennwort|parola (?:d['’]ordine|chiave|di accesso))";
const codeWord =
  "(?:pin(?:[ -]?(?:code|kode?n?|nummer|number|numret))?|pinkod(?:en)?|codice (?:pin|cvv|cvc|di sicurezza|segreto)|puk(?:[ -]?code)?|geheimzahl|cv[cv]2?(?:[ -]?(?:code|kod|nummer))?|security code|card code|(?:beveiligings|veiligheids|kaart)code|säkerhetskod(?:en)?|kortkod(?:en)?|sicherheitscode|(?:karten)?prüf(?:ziffer|nummer))";
/** "for my account", "van mijn pas", "för kontot": what it is the password of. */
const ofWhat =
  "(?:\\s+(?:for|of|to|on|at|with|voor|van|op|bij|för|till|på|hos|per|di|del|dell['’]|della|al|für|von|vom|zu|zum|zur|bei|beim)\\s+(?:[^.!?\\n:=]|\\.(?=\\S)){1,50}?)?";
const being =
  "(?:\\s*(?:[:=]|->|→)|['’]s(?=\\s)|\\s+(?:is|was|ist|war|lautet|är|var|lyder|è|era|luidt|=)(?::|(?=\\s)))";
const quotes = "[\"'‘“«„`]";

const statedPassword = new RegExp(
  `(?<!\\p{L})${passwordWord}(?!\\p{L})${ofWhat}(${being})\\s{0,4}(?:${quotes}([^"'’”»“\`\\n]{2,64})["'’”»“\`]|([^\\s"“„«]{1,63}[^\\s"“„«.,;:!?] \\d{2,8}(?!\\d)|[^\\s"“„«]{3,64}))`,
  "giu",
);
/** "login anna, password Winter2024!", "changed the password to Rainbow77": no verb, and something that nobody takes for a word. */
const bareSecret = new RegExp(
  `(?<!\\p{L})${passwordWord}(?!\\p{L})\\s{1,3}(?:(?:wurde |is )?(?:to|into|naar|till|in|auf|zu) )?(\\d{4,12}(?!\\d|[ -]?\\p{L})|[^\\s"“„«]{6,64})`,
  "giu",
);
const statedCode = new RegExp(
  `(?<!\\p{L})${codeWord}(?!\\p{L})(?:${ofWhat}${being}\\s{0,4}${quotes}?(\\d(?: ?\\d){2,11}(?: (?:or|of|eller|oppure|o|oder) \\d{3,12})?)|\\s{1,3}(\\d{3,4}|\\d{6}))(?!\\d)`,
  "giu",
);

function passwordsIn(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(statedPassword)) {
    const [, link = "", quoted, open] = match;
    const value = quoted ?? open!.replace(/[.,;:!?)\]'’”»]+$/u, "");
    const start = match.index + match[0].lastIndexOf(quoted ?? open!);
    const after = text.slice(start + value.length, start + value.length + 12);
    if (quoted !== undefined || isSecret(value, after, /[:=→>]/u.test(link)))
      found.push({ kind: "password", start, end: start + endOfSecret(value, open), mark: dots });
  }
  for (const match of text.matchAll(bareSecret)) {
    const value = match[1]!.replace(/[.,;:)\]'’”»]+$/u, "");
    const start = match.index + match[0].length - match[1]!.length;
    if (!isAddress(value) && (/^\d+$/.test(value) || (/\p{L}/u.test(value) && /\d/u.test(value))))
      found.push({ kind: "password", start, end: start + endOfSecret(value, match[1]), mark: dots });
  }
  return found.filter(({ start, end }) => !/^[•*]+$/u.test(text.slice(start, end)));
}

/** A sign at its end may belong to it; the end of a sentence loses nothing by going too. */
function endOfSecret(value: string, open: string | undefined): number {
  const signs = open === undefined ? "" : /^[!?]*/u.exec(open.slice(value.length))![0];
  return value.length + signs.length;
}

function isSecret(value: string, after: string, isLabelled: boolean): boolean {
  if (value.length < 3 || isAddress(value) || predicates.has(value.split(" ")[0]!.toLowerCase()))
    return false;
  if (/\d/u.test(value) || /[^\p{L}'’-]/u.test(value) || /\p{Ll}\p{Lu}/u.test(value)) return true;
  // A word alone is one when nothing more is said about it: "is sunflower." and not "is giving me trouble".
  return (isLabelled && value.length > 3) || endsClause.test(after);
}

function codesIn(text: string): Found[] {
  return [...text.matchAll(statedCode)].map((match): Found => {
    const end = match.index + match[0].length;
    return { kind: "code", start: end - (match[1] ?? match[2]!).length, end, mark: dots };
  });
}

function isAddress(value: string): boolean {
  return /^(?:https?:|www\.)/iu.test(value) || /^[^\s@]+@[^\s@]+\.\p{L}{2,}$/u.test(value);
}

const endsClause =
  /^[.,;:!?)\]'’”»]?(?:$|\s*$|\n|[.,;!?)]|\s+(?:and|but|en|maar|och|men|e|ma|und|aber)(?!\p{L}))/u;

/** What a password is said to be without being told. */
const predicates = new Set(
  `for in on at from since about only voor van sinds från sedan da dal per für von seit aus om
  not no wrong incorrect invalid expired locked blocked forgotten lost gone changed correct right weak strong short long
  old new being still always never too also only just what that this there here required needed unknown working broken
  okay fine good bad empty reset saved stored secure safe visible known compromised hacked stolen leaked rejected refused
  accepted denied sent hidden used useless missing different same unchanged disabled case-sensitive mine yours min max see
  niet geen fout foutief verkeerd onjuist ongeldig verlopen geblokkeerd vergeten kwijt gewijzigd veranderd juist goed zwak
  sterk nog ook nu nieuw oud weg onbekend hetzelfde gehackt gelekt gestolen nodig verplicht opgeslagen zie kort lang anders
  inte fel felaktigt ogiltigt utgånget låst spärrat glömt borta ändrat rätt korrekt svagt starkt för också nytt gammalt
  okänt samma hackat läckt stulet sparat kort långt se
  non sbagliata errata scaduta bloccata dimenticata persa cambiata giusta corretta debole forte troppo ancora anche nuova
  vecchia sconosciuta uguale stessa stata rubata salvata corta lunga vedi valida
  nicht kein falsch inkorrekt ungültig abgelaufen gesperrt vergessen weg geändert richtig schwach stark noch auch jetzt neu
  alt unbekannt gleich dasselbe gehackt gestohlen gespeichert kurz lang siehe mir`.split(/\s+/),
);

function lastIndexOf(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index + match[0].length;
  return last;
}

function firstMatch(text: string, pattern: RegExp): boolean {
  return !text.matchAll(pattern).next().done;
}
