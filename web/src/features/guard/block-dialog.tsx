import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import type { Stop } from "./finding.ts";
import "../../styles/guard.css";

type BlockDialogProps = {
  what: "answer" | "saved";
  stops: readonly Stop[];
  onReason: (reason: string) => void;
  onBack: () => void;
};

const shortest = 3;

/** What will not go out, and why. It may all the same, with a reason that is kept beside it. */
export function BlockDialog({ what, stops, onReason, onBack }: BlockDialogProps) {
  const { t } = useTranslation("guard");
  const [reason, setReason] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const isReady = reason.trim().length >= shortest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onReason(reason.trim());
  };
  return (
    <Dialog open onClose={onBack} title={t(`block.${what}.title`)} initialFocus={field}>
      <ul className="stopped-by">
        {stops.map(({ finding, words, language }) => (
          <li key={`${language} ${finding.key}`}>
            <p className="gh">
              <span className="st stop" aria-hidden="true" />
              <b>{t(`reads.${finding.label}`)}</b>
            </p>
            {words && (
              <q lang={language ?? undefined} dir="auto">
                {words}
              </q>
            )}
            <p className="meta" lang={language ?? undefined} dir="auto">
              {finding.explanation}
            </p>
          </li>
        ))}
      </ul>
      <form onSubmit={submit}>
        <label>
          <span className="label">{t(`block.${what}.reason`)}</span>
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
        <p className="hint-text">{t(`block.${what}.kept`)}</p>
        <div className="ends">
          <Button look="danger" type="submit" aria-disabled={!isReady}>
            {t(`block.${what}.send`)}
          </Button>
          <Button look="main" onClick={onBack}>
            {t("block.back")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
