import type { ConversationSummary } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { shortTime } from "../../app/format.ts";
import { type FuseState, leftWords } from "./fuse-state.ts";

type Shown = Pick<ConversationSummary, "status" | "snoozed_until" | "resolved_at">;

export type DueWords = {
  /** Beside the fuse: "22 min", "15:00", "3 min late", "paused". */
  short: string;
  /** The sentence: "Answer within 22 min". */
  sentence: string;
  /** In the composer: "22 min left". */
  left: string;
};

/** The same promise in three lengths. */
export function useDueWords(conversation: Shown, fuse: FuseState): DueWords {
  const { t, i18n } = useTranslation("inbox");
  const locale = i18n.language;
  if (fuse.leftMs === null || fuse.dueAt === null) {
    if (conversation.status === "snoozed" && conversation.snoozed_until) {
      const until = shortTime(Date.parse(conversation.snoozed_until), locale, Date.now());
      const sentence = t("due.snoozedUntil", { until });
      return { short: until, sentence, left: sentence };
    }
    if (conversation.status === "resolved") {
      const sentence = t("due.closed");
      return { short: sentence, sentence, left: sentence };
    }
    return { short: t("due.paused"), sentence: t("due.pausedWhy"), left: t("due.pausedWhy") };
  }
  const words = leftWords(fuse.leftMs, fuse.dueAt);
  if (words.say === "late") {
    const late = t(`due.late.${words.unit}`, { count: words.count });
    return { short: late, sentence: t("due.answerLate", { late }), left: late };
  }
  const short =
    words.say === "clock"
      ? shortTime(words.at, locale, Date.now())
      : t(`due.${words.say}`, { count: words.count });
  return words.say === "clock"
    ? { short, sentence: t("due.answerBefore", { time: short }), left: t("due.untilTime", { time: short }) }
    : { short, sentence: t("due.answerWithin", { time: short }), left: t("due.leftTime", { time: short }) };
}
