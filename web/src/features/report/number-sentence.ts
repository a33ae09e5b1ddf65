import type { AuditedPage } from "@amends/server/contract";
import type { TFunction } from "i18next";
import { languageName } from "../../app/format.ts";
import type { NumberText } from "./report-search.ts";

const dayMs = 86_400_000;

type Words = TFunction<["report", "audit"]>;

/** What is counted, said in one sentence: the days first, then each filter as a clause. */
export function numberSentence(
  t: Words,
  locale: string,
  search: NumberText,
  { from, to, inboxName }: Pick<AuditedPage, "from" | "to"> & { inboxName: string | null },
): string {
  const { failure, failed, channel, language, hour, weekday, week, wait, unjudged } = search;
  const either = new Intl.ListFormat(locale, { type: "disjunction" });
  const days = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  const names = (list: string, nameOf: (each: string) => string) =>
    either.format(list.split(",").map(nameOf));
  const clauses = [
    inboxName && t("clause.inbox", { name: inboxName }),
    channel &&
      t("clause.channel", { names: names(channel, (each) => inSentence(channelName(t, each), locale)) }),
    language === "none" && t("clause.noLanguage"),
    language &&
      language !== "none" &&
      t("clause.language", { name: languageName(language, locale) ?? language }),
    hour && t("clause.hour", { from: clock(Number(hour)), to: clock((Number(hour) + 1) % 24) }),
    weekday && t("clause.weekday", { day: weekdayName(Number(weekday), locale) }),
    week && t("clause.week", { day: days.format(Date.parse(week)) }),
    wait && names(wait, (each) => t(`wait.${each as "late"}`)),
    failed && t("clause.failed", { count: Number(failed) }),
    failure &&
      t("clause.failure", {
        names: names(failure, (each) => t(`name.${each as "ignored_message"}`, { ns: "audit" })),
      }),
    unjudged && t("clause.unjudged"),
  ].filter((clause): clause is string => typeof clause === "string" && clause !== "");
  const period = days.formatRange(Date.parse(from), Date.parse(to));
  return `${[t("begun", { period }), ...clauses].join(", ")}.`;
}

export function channelName(t: Words, channel: string): string {
  return t(`channel.${channel as "chat"}`, { defaultValue: channel });
}

/** German writes nouns large, and names of products stay as they are. */
function inSentence(name: string, locale: string): string {
  const isPlain = locale !== "de" && !/\p{Lu}/u.test(name.slice(1));
  return isPlain ? name.charAt(0).toLocaleLowerCase(locale) + name.slice(1) : name;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

function weekdayName(index: number, locale: string): string {
  // 5 January 1970 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format((4 + index) * dayMs);
}
