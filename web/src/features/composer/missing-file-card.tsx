import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";

type CardProps = {
  onAttach: () => void;
  onSend: () => void;
  /** Back to the words. */
  onBack: () => void;
};

/** Asked once, before an answer goes out that speaks of a file it does not have. */
export function MissingFileCard({ onAttach, onSend, onBack }: CardProps) {
  const { t } = useTranslation("inbox");
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => card.current?.querySelector("button")?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onBack();
  };
  return (
    <div
      ref={card}
      className="no-file"
      role="alertdialog"
      aria-label={t("write.noFile")}
      onKeyDown={onKeyDown}
    >
      <p>{t("write.noFile")}</p>
      <p className="acts-row">
        <Button small look="main" onClick={onAttach}>
          {t("write.noFileAttach")}
        </Button>
        <Button small onClick={onSend}>
          {t("write.noFileSend")}
        </Button>
      </p>
    </div>
  );
}
