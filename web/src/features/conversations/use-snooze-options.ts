import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { fullTime } from "../../app/format.ts";
import type { PickerOption } from "../../ui/picker.tsx";
import { parseWhen, type WhenWords } from "./when.ts";

/** Ready-made times, or what the typed words mean, spelled out before Enter. The option's id is the instant. */
export function useSnoozeOptions(): (words: string) => PickerOption[] {
  const { t, i18n } = useTranslation("inbox");
  return useCallback(
    (typed) => {
      const now = new Date();
      const words = whenWords(i18n.language, (key) => t(`when.${key}`));
      const option = (label: string, date: Date): PickerOption => ({
        id: date.toISOString(),
        label,
        detail: fullTime(date.getTime(), i18n.language),
        icon: "clock",
      });
      if (typed.trim() === "") {
        return readyTimes(now).map(({ key, date }) => option(t(`snooze.${key}`), date));
      }
      const meant = parseWhen(typed, now, words);
      if (meant) return [option(t("snooze.until"), meant)];
      return readyTimes(now)
        .filter(({ key }) =>
          t(`snooze.${key}`).toLocaleLowerCase().includes(typed.toLocaleLowerCase().trim()),
        )
        .map(({ key, date }) => option(t(`snooze.${key}`), date));
    },
    [t, i18n.language],
  );
}

type ReadyKey = "threeHours" | "tonight" | "tomorrow" | "monday" | "week";

export function readyTimes(now: Date): { key: ReadyKey; date: Date }[] {
  const at = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const threeHours = new Date(now.getTime() + 3 * 3_600_000);
  threeHours.setMinutes(0, 0, 0);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const times: { key: ReadyKey; date: Date }[] = [
    { key: "threeHours", date: threeHours },
    { key: "tonight", date: at(0, 18) },
    { key: "tomorrow", date: at(1, 9) },
    { key: "monday", date: at(toMonday, 9) },
    { key: "week", date: at(7, 9) },
  ];
  return times.filter(({ date }) => date > now);
}

/** The words of a language are a list in its own file, parted by commas. */
export function whenWords(
  locale: string,
  words: (key: Exclude<keyof WhenWords, "locale">) => string,
): WhenWords {
  const list = (key: Exclude<keyof WhenWords, "locale">) =>
    words(key)
      .split(",")
      .map((word) => word.trim());
  return {
    locale,
    today: list("today"),
    tomorrow: list("tomorrow"),
    tonight: list("tonight"),
    hours: list("hours"),
    days: list("days"),
    weeks: list("weeks"),
    minutes: list("minutes"),
    fillers: list("fillers"),
  };
}
