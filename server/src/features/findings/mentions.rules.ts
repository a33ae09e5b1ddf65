/** What in a text may be somebody's: addresses, telephone numbers, and numbers like an order's, as they stand there. */
export interface Mentions {
  emails: string[];
  phones: string[];
  numbers: string[];
  /** Those of the numbers that the text calls an order's, a parcel's, a customer's. */
  orders: string[];
}

/** So many of each are looked up at most; a text with more is no answer to one customer. */
const most = 10;

export function mentionsIn(text: string): Mentions {
  const emails = distinct(text.matchAll(/[^\s@<>()[\]"',;:]{1,64}@[^\s@<>()[\]"',;:]{1,190}\.\p{L}{2,20}/gu));
  const phones = distinct(text.matchAll(/(?<![\p{L}\d])\+?\d(?:[ ()./-]{0,2}\d){6,14}(?![\p{L}\d])/gu));
  const found = [
    ...text.matchAll(/(?<![\p{L}\d./-])(?:\p{L}{1,5}[-_]?)?\d{4,12}(?:-\d{1,8})?(?![\p{L}\d])/gu),
  ].filter(([number]) => isLikeAnOrder(number));
  const orders = found.filter(({ index }) => callsItAnOrder.test(text.slice(Math.max(0, index - 60), index)));
  return { emails, phones, numbers: distinct(found).slice(0, most), orders: distinct(orders).slice(0, most) };
}

/** Right before a number, in five languages: what it is the number of. Of an article's or a model's nobody needs to know. */
const callsItAnOrder =
  /(?<!\p{L})(?:order|bestel|beställ|ordin|auftrag|booking|boeking|bokning|prenotazion|buchung|reserv|contract|contratt|avtal|vertrag|invoice|factu|faktur|fattur|rechnung|parcel|package|pakket|paket|pacco|track|shipment|zending|försändelse|spedizion|sendung|ticket|case|zaak|ärende|pratica|vorgang|claim|klant|kund|client|customer|account|konto|conto|policy|polis|polizza|member|medlem|socio|mitglied|ref)\p{L}{0,14}(?: (?:with|met|med|con|mit))?(?: ?(?:number|nummer|numret|numero|nr|no|n°|id|code|kod|codice))?[ .:#°-]{0,4}$/iu;

/** Digits enough that two customers hardly have the same by chance; no postcode, year, date or telephone number. */
function isLikeAnOrder(number: string): boolean {
  if (/^\d/.test(number))
    return number.replace(/\D/g, "").length >= 6 && !/^0|^(?:19|20)\d\d[-]?(?:0\d|1[0-2])/.test(number);
  return /\d{5}/.test(number) || /-\d{4}/.test(number);
}

/** A sentence shorter than this stands in a note and in an answer by chance. */
const shortestQuote = 25;

/** Sentences of notes for colleagues that stand in a text word for word, though nobody has said them to the customer. */
export function quotedFrom(notes: readonly string[], text: string, saidBefore: readonly string[]): string[] {
  const written = plain(text);
  const known = saidBefore.map(plain).join("\n");
  return notes
    .flatMap((note) => note.split(/[.!?\n]+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= shortestQuote && written.includes(plain(sentence)))
    .filter((sentence) => !known.includes(plain(sentence)));
}

function plain(text: string): string {
  return text.toLowerCase();
}

/** The same line, however it is written: with a country's code, a leading zero, spaces or none. */
export function isSamePhone(one: string, other: string): boolean {
  const [a, b] = [digitsOf(one), digitsOf(other)].sort((x, y) => x.length - y.length) as [string, string];
  return a.length >= 7 && b.endsWith(a);
}

/** The last eight digits, by which a number is looked up. */
export function phoneEnd(phone: string): string {
  return phone.replace(/\D/g, "").slice(-8);
}

/** Somebody of whom only a first name is known shares it with many. */
export function isFullName(name: string | null): name is string {
  return name !== null && name.length >= 6 && /\S\s+\S/.test(name.trim());
}

function digitsOf(phone: string): string {
  return phone.replace(/\D/g, "").replace(/^0+/, "");
}

function distinct(matches: Iterable<readonly string[]>): string[] {
  const found = new Set<string>();
  for (const [match] of matches) {
    found.add(match!);
    if (found.size === most * 3) break;
  }
  return [...found].slice(0, most * 3);
}
