import { passesLuhn } from "#lib/luhn.ts";

/** First digits and lengths of the networks' cards: Visa, Mastercard (5 and 2 series), American Express, Diners, Discover, JCB, Maestro. */
const network =
  /^(?:4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}|35\d{14}|(?:50|5[6-9]|6\d)\d{10,17})$/;

const orderWords =
  /(?:order|bestel|pakket|track|zending|ordern|försändelse|paket|kolli|ordine|pacco|spedizione|tracciamento|bestell|sendung|auftrag|kunden|member|lid|medlem|tessera|mitglied|serie|serial|factuur|invoice|faktura|fattura|rechnung|ref|nummer\s+van\s+uw\s+(?:bestelling|pas)|library|biblio|imei)[\p{L}\s.:#-]{0,24}$/iu;

/** Numbers of payment cards: grouped like one or of a network, right by their check digit, and not called an order's. */
export function cardNumbers(text: string): [number, number][] {
  const found: [number, number][] = [];
  for (const match of text.matchAll(/(?<![\d.,-])\d(?:[ -]?\d){11,18}(?![\d]|[.,]\d)/g)) {
    const digits = match[0].replace(/\D/g, "");
    if (!network.test(digits) || !passesLuhn(digits)) continue;
    if (orderWords.test(text.slice(Math.max(0, match.index - 40), match.index))) continue;
    found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** International account numbers that pass ISO 13616's check. */
export function ibans(text: string): [number, number][] {
  const found: [number, number][] = [];
  for (const match of text.matchAll(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g)) {
    const plain = match[0].replace(/ /g, "");
    const turned = plain.slice(4) + plain.slice(0, 4);
    let rest = 0;
    for (const sign of turned) {
      const value = Number.parseInt(sign, 36);
      rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    }
    if (rest === 1) found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

const secretWord =
  "password|passcode|passphrase|passwort|kennwort|wachtwoord|lösenord(?:et)?|password|parola chiave|pin(?:[ -]?code|[ -]?kod(?:en)?|[ -]?nummer)?|pincode|pinkod(?:en)?|codice pin|security code|cvc|cvv|cvc2|puk|geheimzahl|säkerhetskod(?:en)?|prüfziffer|beveiligingscode|tan";
const shown = new RegExp(
  `(?<![\\p{L}])(?:${secretWord})(?![\\p{L}])[^.!?\\n]{0,24}?(?:(?<![\\p{L}])(?:is|ist|är|è|lautet|lyder|luidt)(?![\\p{L}])|:|=)\\s*["'«„“]?([^\\s"'»“”,;]{3,40})`,
  "giu",
);

/** Passwords, PINs and card codes that the text gives away: the word, a verb of being, and something that is no plain word. */
export function shownSecrets(text: string): [number, number][] {
  const found: [number, number][] = [];
  for (const match of text.matchAll(shown)) {
    const value = match[1]!.replace(/[.!?)]+$/, "");
    if (!/\d|[^\p{L}'’-]/u.test(value) && !/\p{Lu}.*\p{Lu}|\p{Ll}\p{Lu}/u.test(value)) continue;
    const start = match.index + match[0].lastIndexOf(match[1]!);
    found.push([start, start + value.length]);
  }
  return found;
}

/** Variables that nobody filled in: {{name}}, {first_name}, [NAME], %name%, <<order>>, $NAME$. */
export function placeholders(text: string): [number, number][] {
  const pattern =
    /\{\{[^{}\n]{0,60}\}\}|\{[A-Za-zÀ-ÿ_][\wÀ-ÿ .-]{0,40}\}|\[(?:[A-ZÄÖÅÀ-Ý][A-ZÄÖÅÀ-Ý_ ]{2,40}|[a-zà-ÿ]+_[\w]{1,40}|(?:insert|name|naam|namn|nome|vorname|kundenname|klantnaam|kundnamn|cliente|customer|agent)[^\]\n]{0,40})\]|%[A-Za-z_]{3,40}%|<<[^<>\n]{1,60}>>|\$[A-Z_]{3,40}\$?|\bX{4,}\b/g;
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
}
