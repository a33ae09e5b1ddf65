import type { ConversationFinding } from "@amends/server/contract";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { fullTime, lengthOfTime, shortTime } from "../../app/format.ts";
import { useSelected } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { audits, disputeFinding, followAudit, loadAudit } from "./audit-store.ts";
import "../../styles/audit.css";

/** What the auditor found in this conversation, with the place that shows it, and "not so". Nothing found, nothing here. */
export function WhatWentWrong({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation("audit");
  const audit = useSelected(audits, (all) => all.get(conversationId));
  const hasFailures = useSelected(
    inbox,
    (state) => (state.byId.get(conversationId)?.failures.length ?? 0) > 0,
  );
  useEffect(() => {
    // A key held in the list passes many conversations; only the one it stops at is asked for.
    const timer = setTimeout(() => void loadAudit(conversationId).catch(() => {}), 100);
    return () => clearTimeout(timer);
  }, [conversationId]);
  useEffect(() => followAudit(conversationId), [conversationId]);
  const findings = audit?.findings ?? [];
  if (findings.length === 0 && !hasFailures) return null;
  return (
    <section className="audit">
      <h3>{t("title")}</h3>
      <ul>
        {findings.map((finding) => (
          <FindingItem key={finding.id} conversationId={conversationId} finding={finding} />
        ))}
      </ul>
    </section>
  );
}

type ItemProps = { conversationId: string; finding: ConversationFinding };

function FindingItem({ conversationId, finding }: ItemProps) {
  const { t, i18n } = useTranslation("audit");
  const [isDisputing, setDisputing] = useState(false);
  const when = (at: string) => shortTime(Date.parse(at), i18n.language, Date.now());
  const holds = finding.ended_at === null && finding.disputed_at === null;
  return (
    <li className={holds ? "holds" : "over"}>
      <p>
        <b>{t(`name.${finding.label}`)}</b>
      </p>
      <p className="meta">
        {t(`meaning.${finding.label}`)} <Figures finding={finding} />
      </p>
      {finding.disputed_at && <p className="meta">{t("disputed", { when: when(finding.disputed_at) })}</p>}
      {finding.ended_at && !finding.disputed_at && (
        <p className="meta">{t("over", { when: when(finding.ended_at) })}</p>
      )}
      <div className="do">
        {finding.message_id && (
          <Button small onClick={() => showMessage(finding.message_id ?? "")}>
            {t("show")}
          </Button>
        )}
        {holds && !isDisputing && (
          <Button small onClick={() => setDisputing(true)}>
            {t("notSo")}
          </Button>
        )}
      </div>
      {isDisputing && holds && (
        <NotSo conversationId={conversationId} findingId={finding.id} onDone={() => setDisputing(false)} />
      )}
    </li>
  );
}

function Figures({ finding }: { finding: ConversationFinding }) {
  const { t, i18n } = useTranslation("audit");
  const { waited, promised } = finding.figures;
  if (finding.label === "long_first_response" && typeof waited === "number")
    return t("first", { waited: lengthOfTime(waited, i18n.language) });
  if (finding.label === "no_callback_kept" && typeof promised === "number")
    return t("promised", { at: fullTime(promised, i18n.language) });
  return null;
}

type NotSoProps = { conversationId: string; findingId: string; onDone: () => void };

function NotSo({ conversationId, findingId, onDone }: NotSoProps) {
  const { t } = useTranslation("audit");
  const field = useRef<HTMLInputElement>(null);
  // The button that was pressed has gone; the reader goes on where it stood.
  useEffect(() => field.current?.focus(), []);
  const [reason, setReason] = useState("");
  const [hasFailed, setFailed] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFailed(false);
    try {
      await disputeFinding(conversationId, findingId, reason);
      onDone();
    } catch {
      setFailed(true);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <label>
        <span className="label">{t("why")}</span>
        <input
          ref={field}
          className="input"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {hasFailed && (
        <p className="meta" role="alert">
          {t("failed")}
        </p>
      )}
      <div className="do">
        <Button small type="submit">
          {t("send")}
        </Button>
        <Button small onClick={onDone}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Brings the message into sight and the reader to it. */
function showMessage(id: string): void {
  const message = document.getElementById(id);
  message?.scrollIntoView({ block: "center" });
  message?.focus({ preventScroll: true });
}
