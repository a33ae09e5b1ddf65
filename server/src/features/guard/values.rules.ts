/**
 * What a text says in figures. Amounts in the currency's unit, dates as MM-DD, times in minutes of half a day: people say
 * "at four" of four in the afternoon.
 */
export interface Values {
  money: string[];
  time: string[];
  date: string[];
  weekday: string[];
  number: string[];
}

const months =
  "jan(?:uary|uari|\\.|uar)?|gennaio|genn?|feb(?:ruary|ruari|ruar|braio)?|mar(?:ch|s|t|zo)?|maart|märz|apr(?:il|ile)?|ma[jyig](?:o|gio)?|mei|jun[ei]?|juni|giu(?:gno)?|jul[iy]?|juli|lug(?:lio)?|aug(?:ust|ustus|usti)?|ago(?:sto)?|sep(?:t(?:ember|embre)?)?|set(?:tembre)?|o[kct]t(?:ober|obre)?|nov(?:ember|embre)?|de[cz](?:ember)?|dic(?:embre)?";
const monthStarts: [RegExp, number][] = [
  [/^(jan|gen)/, 1],
  [/^feb/, 2],
  [/^(mar|maart|mär)/, 3],
  [/^apr/, 4],
  [/^(ma[jyig]|mei)/, 5],
  [/^(jun|giu)/, 6],
  [/^(jul|lug)/, 7],
  [/^(aug|ago)/, 8],
  [/^(sep|set)/, 9],
  [/^(okt|oct|ott)/, 10],
  [/^nov/, 11],
  [/^(dec|dez|dic)/, 12],
];
const dayAndMonth = new RegExp(
  `(\\d{1,2})(?:st|nd|rd|th|\\.|º|e|:e)?\\s+(?:of\\s+|de\\s+)?(${months})(?![\\p{L}])`,
  "giu",
);
const monthAndDay = new RegExp(`(?<![\\p{L}])(${months})\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)`, "giu");
const money =
  /(?:[€$£]|chf|eur|usd|gbp|sek|kr)\s?(\d+(?:[.,' ]\d{3})*(?:[.,]\d{1,2})?)(?!\d)|(\d+(?:[.,' ]\d{3})*(?:[.,]\d{1,2})?)\s?(?:€|\$|£|euro?s?|kr(?:onor)?\b|sek|chf|franken|franchi|pounds?|pond|pund|dollars?|:-)/giu;
const clock =
  /(?<![\d.,])([01]?\d|2[0-3])[:.h]([0-5]\d)(?!\d)|(?<![\d.,])(\d{1,2})\s?(a\.?m|p\.?m|uur|uhr)\b|\b(?:kl(?:ockan)?\.?|om|um|alle|at|by|vid|voor|entro le|before|until|tot|bis|till)\s(?:ore\s)?(\d{1,2})(?![\d.,:]|\s?(?:euro|%|€|kr|dag|day|tag|giorn|min|st\b|x\b))(?:\s?([ap])\.?m\b)?/giu;
const weekdays: Record<string, RegExp> = {
  mon: /\b(monday|maandag|måndag|lunedì|montag)/iu,
  tue: /\b(tuesday|dinsdag|tisdag|martedì|dienstag)/iu,
  wed: /\b(wednesday|woensdag|onsdag|mercoledì|mittwoch)/iu,
  thu: /\b(thursday|donderdag|torsdag|giovedì|donnerstag)/iu,
  fri: /\b(friday|vrijdag|fredag|venerdì|freitag)/iu,
  sat: /\b(saturday|zaterdag|lördag|sabato|samstag|sonnabend)/iu,
  sun: /\b(sunday|zondag|söndag|domenica|sonntag)/iu,
};

const hourWords: Record<string, number> = Object.fromEntries(
  [
    "one|één|ett|una|eins",
    "two|twee|två|due|zwei",
    "three|drie|tre|tre|drei",
    "four|vier|fyra|quattro|vier",
    "five|vijf|fem|cinque|fünf",
    "six|zes|sex|sei|sechs",
    "seven|zeven|sju|sette|sieben",
    "eight|acht|åtta|otto|acht",
    "nine|negen|nio|nove|neun",
    "ten|tien|tio|dieci|zehn",
    "eleven|elf|elva|undici|elf",
    "twelve|twaalf|tolv|dodici|zwölf",
  ].flatMap((words, nr) => words.split("|").map((word) => [word, nr + 1])),
);
const spokenHour = new RegExp(
  `(?<![\\p{L}])(kl|klockan|om|um|alle|at|by|vid|voor|entro le|before|until|tot|bis|till) (${Object.keys(hourWords).join("|")})(?![\\p{L}]| (?:euro|days?|dagen|dagar|tage|giorni|min))`,
  "giu",
);

export function valuesOf(text: string): Values {
  const found: Values = { money: [], time: [], date: [], weekday: [], number: [] };
  let rest = text.replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, (_, _year, month, day) => {
    found.date.push(`${month}-${day}`);
    return " ";
  });
  rest = rest.replace(
    /\b(\d{1,2})[./](\d{1,2})(?:[./](?:20)?\d{2})?\.?(?=\s|$|[,;)])/g,
    (whole, day, month) => {
      if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return whole;
      if (/^\d{1,2}\.\d{2}$/.test(whole) && !whole.endsWith(".")) return whole;
      found.date.push(`${two(month)}-${two(day)}`);
      return " ";
    },
  );
  for (const [pattern, dayAt, monthAt] of [
    [dayAndMonth, 1, 2],
    [monthAndDay, 2, 1],
  ] as const) {
    rest = rest.replace(pattern, (...groups) => {
      const month = monthStarts.find(([start]) => start.test(String(groups[monthAt]).toLowerCase()))?.[1];
      if (!month) return String(groups[0]);
      found.date.push(`${two(String(month))}-${two(String(groups[dayAt]))}`);
      return " ";
    });
  }
  rest = rest.replace(money, (_, before, after) => {
    found.money.push(amount(String(before ?? after)));
    return " ";
  });
  rest = rest.replace(spokenHour, (_, lead, word) => `${lead} ${hourWords[word.toLowerCase()]}`);
  rest = rest.replace(clock, (_, hour, minute, bare, half, plain, plainHalf) => {
    const raw = Number(hour ?? bare ?? plain);
    const shift = /^p/i.test(half ?? plainHalf ?? "") && raw < 12 ? 12 : 0;
    if (raw < 25) found.time.push(String(((raw + shift) * 60 + Number(minute ?? 0)) % 720));
    return " ";
  });
  for (const [day, pattern] of Object.entries(weekdays)) if (pattern.test(text)) found.weekday.push(day);
  for (const match of rest.matchAll(/(?<![\p{L}\d])\d+(?:[.,]\d+)?(?![\p{L}\d])/gu))
    found.number.push(amount(match[0]));
  return found;
}

function two(figure: string): string {
  return figure.padStart(2, "0");
}

/** 1.250,50 and 1,250.50 and 1250.5 are one amount. */
function amount(text: string): string {
  const plain = text.replace(/[' ]/g, "");
  const decimals = /[.,](\d{1,2})$/.exec(plain);
  const whole = (decimals ? plain.slice(0, -decimals[0].length) : plain).replace(/[.,]/g, "");
  return String(Number(`${whole || "0"}.${decimals?.[1] ?? "0"}`));
}
