import type { AnyFailure, Range } from "#features/audit-harm/audit-harm.contract.ts";
import { durationText } from "#lib/duration.ts";
import { html, type Markup } from "#lib/html.ts";
import { languageOf, preview, wellFormed } from "#lib/text.ts";
import type { LiveOptions, Numbered, ReportLanguage } from "./audit-report.contract.ts";
import de from "./words/de.json" with { type: "json" };
import en from "./words/en.json" with { type: "json" };
import it from "./words/it.json" with { type: "json" };
import nl from "./words/nl.json" with { type: "json" };
import sv from "./words/sv.json" with { type: "json" };

export type Words = typeof en;

// Dates and numbers as people write them where the language is at home; for English, days before months and 24 hours.
const locales = { en: "en-GB", nl: "nl", sv: "sv", it: "it", de: "de" } as const;
const wordsByLanguage: Readonly<Record<ReportLanguage, Words>> = { en, nl, sv, it, de };

type Value = string | number | Markup;
/** A sentence, or one for each number that the language tells apart by `n`. */
type Sentence = string | { one: string; other: string };

/** Everything that is said on the page, in one language. */
export interface Voice {
  language: ReportLanguage;
  locale: string;
  words: Words;
  say(sentence: Sentence, values?: Record<string, Value>): Markup;
  number(n: number): string;
  percent(share: number): string;
  percents(range: Range): string;
  money(range: Range, currency: string): string;
  duration(ms: number): string;
  day(at: number): string;
  shortDay(at: number): string;
  dayAndTime(at: number): string;
  time(at: number): string;
  period(from: number, to: number): string;
  weekday(index: number): string;
  /** The Monday that opens it, as days since 1970. */
  weekOf(monday: number): string;
  channel(channel: string): Markup;
  languageName(code: string): Markup;
  failure(failure: AnyFailure): { name: string; meaning: string };
  /** In the middle of a sentence. */
  inSentence(name: string): string;
  /** A number with the way to its conversations; the number alone where there is none. */
  link(number: Markup, numbered: Numbered, isBesideTable?: boolean): Markup;
}

export function voiceOf(language: ReportLanguage, timeZone: string, live?: LiveOptions): Voice {
  const words = live ? wordsOfDesk(wordsByLanguage[language]) : wordsByLanguage[language];
  const locale = locales[language];
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const percentOf = (digits: number) =>
    new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits });
  const whole = percentOf(0);
  const fine = percentOf(1);
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const days = dates({ day: "numeric", month: "long", year: "numeric" });
  const shortDays = dates({ day: "numeric", month: "short" });
  const moments = dates({
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  const clock = dates({ hour: "2-digit", minute: "2-digit" });
  const weekdays = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "short" });
  const mondays = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "short" });
  const names = new Intl.DisplayNames(locale, { type: "language", fallback: "none" });

  const number = (n: number) => numbers.format(n);
  return {
    language,
    locale,
    words,
    say(sentence, values = {}) {
      const text =
        typeof sentence === "string"
          ? sentence
          : sentence[plurals.select(Number(values.n)) === "one" ? "one" : "other"];
      const parts = text.split(/\{([a-zA-Z]+)\}/);
      return html`${parts.map((part, index) => {
        if (index % 2 === 0) return html`${part}`;
        const value = values[part] ?? "";
        return html`${typeof value === "number" ? number(value) : value}`;
      })}`;
    },
    number,
    percent: (share) => (share > 0 && share < 0.01 ? fine : whole).format(share),
    percents: ([low, high]) =>
      whole.format(low) === whole.format(high) ? whole.format(low) : whole.formatRange(low, high),
    money([low, high], currency) {
      const format = new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 });
      return low === high ? format.format(low) : format.formatRange(low, high);
    },
    duration: (ms) => durationText(locale, ms),
    day: (at) => days.format(at),
    shortDay: (at) => shortDays.format(at),
    dayAndTime: (at) => moments.format(at),
    time: (at) => clock.format(at),
    period: (from, to) => days.formatRange(from, to),
    // 5 January 1970 was a Monday.
    weekday: (index) => weekdays.format((4 + index) * 86_400_000),
    weekOf: (monday) => mondays.format(monday * 86_400_000),
    channel: (channel) =>
      Object.hasOwn(words.channels, channel)
        ? html`${words.channels[channel as keyof Words["channels"]]}`
        : spoken(preview(channel, 60)),
    languageName(code) {
      const name = languageOf(code) === null ? undefined : names.of(code);
      if (name === undefined) return spoken(preview(code, 60));
      return html`${name.charAt(0).toLocaleUpperCase(locale)}${name.slice(1)}`;
    },
    failure(failure) {
      const [name, meaning] = words.failures[failure];
      return { name: name!, meaning: meaning! };
    },
    // German writes nouns large, and many of its names open with one.
    inSentence: (name) =>
      language === "de" ? name : name.charAt(0).toLocaleLowerCase(locale) + name.slice(1),
    link(number, numbered, isBesideTable = false) {
      if (!live) return number;
      // Whoever goes by keyboard finds the same link in the table beside the picture.
      const skipped = isBesideTable ? html` tabindex="-1"` : html``;
      return html`<a class="number" target="_top" href="${live.hrefOf(numbered)}"${skipped}>${number}</a>`;
    },
  };
}

/** What a desk says otherwise of its own conversations than of files. */
function wordsOfDesk(words: Words): Words {
  const { privacy, empty, how, limits, notCounted, brandLine } = words.live;
  return {
    ...words,
    brandLine,
    privacy,
    lead: { ...words.lead, empty },
    method: { ...words.method, how, limits },
    costs: { ...words.costs, notCounted },
  };
}

/** People's words, and names from files: cut off from their surroundings, so that no mark in them turns the page around. */
export function spoken(text: string): Markup {
  return html`<bdi>${plain(text)}</bdi>`;
}

/** Without the control characters that no page may hold. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to go
  return wellFormed(text).replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\ufffd");
}
