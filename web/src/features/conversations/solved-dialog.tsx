import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** What was solved, in the customer's words: the next one who opens this sees it first. */
export function SolvedDialog({
  onClose,
  onSolved,
}: {
  onClose: () => void;
  onSolved: (solved: string) => void;
}) {
  const { t } = useTranslation("inbox");
  const [solved, setSolved] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (solved.trim() === "") return;
    onClose();
    onSolved(solved.trim());
  };
  return (
    <Dialog open onClose={onClose} title={t("solved.title")}>
      <p className="mt-2 text-ink-2">{t("solved.why")}</p>
      <form onSubmit={submit} className="mt-4">
        <input
          className="input"
          aria-label={t("solved.field")}
          value={solved}
          maxLength={500}
          dir="auto"
          onChange={(event) => setSolved(event.target.value)}
        />
        <div className="ends">
          <Button onClick={onClose}>{t("act.cancel", { ns: "app" })}</Button>
          <Button look="main" type="submit" disabled={solved.trim() === ""}>
            {t("act.close")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
