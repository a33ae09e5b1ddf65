import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import type { Found } from "./finding.ts";
import "../../styles/guard.css";

type BlockDialogProps = {
  text: string;
  language: string | null;
  findings: readonly Found[];
  onReason: (reason: string) => void;
  onBack: () => void;
};

const shortest = 3;

/** What will not go out, and why. It may all the same, with a reason that is kept beside it. */
export function BlockDialog({ text, language, findings, onReason, onBack }: BlockDialogProps) {
  const { t } = useTranslation("guard");
  const [reason, setReason] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const isReady = reason.trim().length >= shortest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onReason(reason.trim());
  };
  return (
    <Dialog open onClose={onBack} title={t("block.title")} initialFocus={field}>
      <ul className="stopped-by">
        {findings.map((each) => (
          <li key={each.key}>
            <p className="gh">
              <span className="st stop" aria-hidden="true" />
              <b>{t(`reads.${each.label}`)}</b>
            </p>
            {each.span && (
              <q lang={language ?? undefined} dir="auto">
                {text.slice(each.span[0], each.span[1])}
              </q>
            )}
            <p className="meta" lang={language ?? undefined} dir="auto">
              {each.explanation}
            </p>
          </li>
        ))}
      </ul>
      <form onSubmit={submit}>
        <label>
          <span className="label">{t("block.reason")}</span>
          <textarea
            ref={field}
            className="input"
            rows={2}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
            }}
          />
        </label>
        <p className="hint-text">{t("block.kept")}</p>
        <div className="ends">
          <Button look="danger" type="submit" aria-disabled={!isReady}>
            {t("block.send")}
          </Button>
          <Button look="main" onClick={onBack}>
            {t("block.back")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
