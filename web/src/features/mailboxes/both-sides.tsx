import type { Reconciliation } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTime } from "../../app/format.ts";
import { Problem } from "../../live/api.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { countBothSides } from "./mailbox-api.ts";

type Counted = { at: number; counts: Reconciliation };

/** What the server has against what is here: each mail is in one line, and the lines make the sum. */
export function BothSidesPart({ inboxId }: { inboxId: string }) {
  const { t } = useTranslation("mailboxes");
  const [counted, setCounted] = useState<Counted | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const { save, busy, failed } = useSave();
  const count = () => {
    setReason(null);
    void save(async () => {
      try {
        setCounted({ counts: await countBothSides(inboxId), at: Date.now() });
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.code !== "mail_settings.not_answered") throw problem;
        setReason(String(problem.body.reason));
      }
    }, "");
  };
  return (
    <SettingsPart title={t("both.title")} hint={t("both.hint")}>
      {counted && <Counts {...counted} />}
      {reason && (
        <SaidBad>
          {t("both.notAnswered")} {t(`code.${reason as "no_answer"}`)}
        </SaidBad>
      )}
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button aria-disabled={busy} onClick={count}>
          {busy ? t("both.counting") : t(counted ? "both.again" : "both.count")}
        </Button>
      </div>
    </SettingsPart>
  );
}

const parts = ["in_amends", "waiting", "could_not_read", "too_large"] as const;

function Counts({ counts, at }: Counted) {
  const { t, i18n } = useTranslation("mailboxes");
  const number = new Intl.NumberFormat(i18n.language);
  const sum = parts.reduce((total, part) => total + counts[part], 0);
  return (
    <>
      <table className="both-sides">
        <caption>{t("both.caption", { folder: counts.folder, time: clockTime(at, i18n.language) })}</caption>
        <tbody>
          {parts.map((part) => (
            <tr key={part}>
              <th scope="row">{t(`both.${part}`)}</th>
              <td className="num">{number.format(counts[part])}</td>
            </tr>
          ))}
        </tbody>
        <tbody className="sum">
          <tr>
            <th scope="row">{t("both.on_server")}</th>
            <td className="num">{number.format(counts.on_server)}</td>
          </tr>
        </tbody>
      </table>
      <p className={counts.adds_up ? "both-good" : "both-bad"} role="status">
        <Icon name={counts.adds_up ? "check" : "alert"} />
        {counts.adds_up ? t("both.addsUp") : t("both.differs", { count: Math.abs(counts.on_server - sum) })}
      </p>
      {(counts.removed_since > 0 || counts.gone > 0) && (
        <p className="meta">
          {counts.removed_since > 0 && t("both.removedSince", { count: counts.removed_since })}{" "}
          {counts.gone > 0 && t("both.gone", { count: counts.gone })}
        </p>
      )}
    </>
  );
}
