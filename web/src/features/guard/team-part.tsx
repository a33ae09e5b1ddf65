import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../../app/use-loaded.ts";
import { SelectField } from "../../ui/field.tsx";
import { allMembers } from "../accounts/accounts-api.ts";
import { Fetched, SettingsPart } from "../settings/settings-parts.tsx";
import { disputedFindings } from "./guard-api.ts";
import { PatternsOf } from "./patterns-part.tsx";

/** Of everybody together, or of one person whom a supervisor coaches; nobody is set against somebody else. */
export function TeamPatterns() {
  const { t } = useTranslation("guard");
  const [member, setMember] = useState("");
  const members = useLoaded("members", allMembers);
  const others = (members.value ?? []).filter((each) => each.state !== "disabled");
  return (
    <>
      <SettingsPart title={t("patterns.title")} hint={t("patterns.hint")}>
        <SelectField
          label={t("patterns.whose")}
          value={member}
          onValue={setMember}
          options={[
            { value: "", label: t("patterns.everybody") },
            ...others.map((each) => ({ value: each.id, label: each.name })),
          ]}
        />
        <PatternsOf key={member} member={member || null} />
      </SettingsPart>
      <Disputes />
    </>
  );
}

/** Where the guard may be wrong: the kind and the day, and the way to the conversation. */
function Disputes() {
  const { t, i18n } = useTranslation("guard");
  const loaded = useLoaded("disputes", disputedFindings);
  const day = new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "short" });
  return (
    <SettingsPart title={t("disputes.title")} hint={t("disputes.hint")}>
      <Fetched from={loaded}>
        {(list) =>
          list.length === 0 ? (
            <p>{t("disputes.none")}</p>
          ) : (
            <ul className="own-findings">
              {list.map((each) => (
                <li key={each.id}>
                  <b>{t(`name.${each.label}`)}</b>
                  {each.dispute_reason && <q dir="auto">{each.dispute_reason}</q>}
                  <p className="meta">
                    <time dateTime={each.at}>{day.format(Date.parse(each.at))}</time>
                    {each.judge === "model" && <span className="by-model">{t("mine.byModel")}</span>}
                    {each.conversation_id && (
                      <Link
                        to="/inbox/$view/{-$conversation}"
                        params={{ view: "all", conversation: each.conversation_id }}
                      >
                        {t("mine.open")}
                      </Link>
                    )}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Fetched>
    </SettingsPart>
  );
}
