import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

type ReasonDialogProps = {
  /** How many conversations close by this reason. */
  count: number;
  onClose: () => void;
  onReason: (reason: string) => void;
  /** The other way out: answer instead. */
  onAnswer?: () => void;
};

const shortest = 3;

/** The customer spoke last. It may close without an answer, but not without saying why. */
export function ReasonDialog({ count, onClose, onReason, onAnswer }: ReasonDialogProps) {
  const { t } = useTranslation("inbox");
  const [reason, setReason] = useState("");
  const ready = ["spam", "elsewhere", "thanks", "duplicate"] as const;
  const done = (words: string) => {
    onClose();
    onReason(words);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim().length >= shortest) done(reason.trim());
  };
  return (
    <Dialog open onClose={onClose} title={t("reason.title", { count })}>
      <p className="mt-2 text-ink-2">{t("reason.why", { count })}</p>
      <div className="mt-4 flex flex-wrap gap-2">
        {ready.map((key) => (
          <Button key={key} small onClick={() => done(t(`reason.${key}`))}>
            {t(`reason.${key}`)}
          </Button>
        ))}
      </div>
      <form onSubmit={submit} className="mt-4">
        <label>
          <span className="label">{t("reason.own")}</span>
          <input
            className="input"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <div className="ends">
          {onAnswer && (
            <Button
              onClick={() => {
                onClose();
                onAnswer();
              }}
            >
              {t("reason.answer")}
            </Button>
          )}
          <Button look="main" type="submit" disabled={reason.trim().length < shortest}>
            {t("reason.close")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
