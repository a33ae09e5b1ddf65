import type { Failure, Finding } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isAtLeast, session } from "../../app/session.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Fetched, SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { disputeFinding, ownFindings } from "./guard-api.ts";
import { PatternsOf } from "./patterns-part.tsx";
import { TeamPatterns } from "./team-part.tsx";
import "../../styles/findings.css";

/** Private coaching: what was seen in one's own answers, and beside it all that a supervisor sees of it. */
export function FindingsSection() {
  const { t } = useTranslation("guard");
  const { t: settings } = useTranslation("settings");
  const role = useStore(session)?.member.role ?? "agent";
  return (
    <>
      <SettingsHead title={settings("section.findings")} lead={t("mine.lead")} />
      <OwnFindings />
      <SettingsPart title={t("patterns.ofYou")} hint={t("patterns.ofYouHint")}>
        <PatternsOf member="me" />
      </SettingsPart>
      {isAtLeast(role, "supervisor") && <TeamPatterns />}
    </>
  );
}

function OwnFindings() {
  const { t } = useTranslation("guard");
  const found = useLoaded("own findings", () => ownFindings(Date.now()));
  const { save, failed } = useSave();
  const dispute = (finding: Finding) =>
    save(() => disputeFinding(finding.id), t("mine.saidDisputed")).then((done) => {
      if (!done || !found.value) return;
      const disputed_at = new Date().toISOString();
      found.set(found.value.map((each) => (each.id === finding.id ? { ...each, disputed_at } : each)));
    });
  return (
    <SettingsPart title={t("mine.title")} hint={t("mine.who")}>
      {failed && <SaidBad>{failed}</SaidBad>}
      <Fetched from={found}>
        {(list) =>
          list.length === 0 ? (
            <p>{t("mine.none")}</p>
          ) : (
            <div className="own-findings">
              {groupsOf(list).map(([label, items]) => (
                <section key={label}>
                  <h4>
                    {t(`name.${label}`)}{" "}
                    <span className="meta">{t("mine.count", { count: items.length })}</span>
                  </h4>
                  <ul>
                    {items.map((each) => (
                      <OwnFinding key={each.id} finding={each} onDispute={() => void dispute(each)} />
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          )
        }
      </Fetched>
    </SettingsPart>
  );
}

function OwnFinding({ finding, onDispute }: { finding: Finding; onDispute: () => void }) {
  const { t, i18n } = useTranslation("guard");
  const day = new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "short" });
  return (
    <li>
      {finding.words && <q dir="auto">{finding.words}</q>}
      {finding.override_reason && (
        <p className="meta">{t("mine.overridden", { reason: finding.override_reason })}</p>
      )}
      <p className="meta">
        <time dateTime={finding.at}>{day.format(Date.parse(finding.at))}</time>
        {finding.judge === "model" && <span className="by-model">{t("mine.byModel")}</span>}
        {finding.conversation_id && (
          <Link
            to="/inbox/$view/{-$conversation}"
            params={{ view: "all", conversation: finding.conversation_id }}
          >
            {t("mine.open")}
          </Link>
        )}
        {finding.disputed_at ? (
          <span>{t("mine.disputed")}</span>
        ) : (
          <Button small look="bare" onClick={onDispute}>
            {t("mine.notSo")}
          </Button>
        )}
      </p>
    </li>
  );
}

function groupsOf(list: readonly Finding[]): [Failure, Finding[]][] {
  const groups = new Map<Failure, Finding[]>();
  for (const each of list) groups.set(each.label, [...(groups.get(each.label) ?? []), each]);
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}
