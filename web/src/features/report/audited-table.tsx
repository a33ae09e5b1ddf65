import type { AuditedConversation } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { languageName, lengthOfTime } from "../../app/format.ts";
import { channelName } from "./number-sentence.ts";

type TableProps = { items: readonly AuditedConversation[]; timeZone: string };

/** One line a conversation; on a small screen the line folds. */
export function AuditedTable({ items, timeZone }: TableProps) {
  const { t, i18n } = useTranslation(["report", "audit"]);
  const locale = i18n.language;
  const begun = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  const seconds = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "second",
    unitDisplay: "short",
    maximumFractionDigits: 0,
  });
  const waited = ({ first_wait_ms, answered }: AuditedConversation) => {
    if (first_wait_ms === null) return "";
    const time =
      first_wait_ms < 60_000 ? seconds.format(first_wait_ms / 1_000) : lengthOfTime(first_wait_ms, locale);
    return t(answered ? "answered" : "noAnswer", { time });
  };
  return (
    <table className="audited">
      <thead>
        <tr>
          <th scope="col">{t("column.customer")}</th>
          <th scope="col">{t("column.wrong")}</th>
          <th scope="col">{t("column.channel")}</th>
          <th scope="col">{t("column.language")}</th>
          <th scope="col" className="num">
            {t("column.waited")}
          </th>
          <th scope="col" className="num">
            {t("column.begun")}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((each) => (
          <tr key={each.conversation_id}>
            <th scope="row">
              <Link
                to="/inbox/$view/{-$conversation}"
                params={{ view: "all", conversation: each.conversation_id }}
              >
                <bdi>{each.customer_name ?? t("nameless")}</bdi>
              </Link>
            </th>
            <td className="wrong">
              {each.failures.map((failure) => t(`name.${failure}`, { ns: "audit" })).join(", ")}
            </td>
            <td>{channelName(t, each.channel)}</td>
            <td>{languageName(each.language, locale) ?? ""}</td>
            <td className="num waited" data-label={t("column.waited")}>
              {waited(each)}
            </td>
            <td className="num">
              <time dateTime={each.opened_at}>{begun.format(Date.parse(each.opened_at))}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
