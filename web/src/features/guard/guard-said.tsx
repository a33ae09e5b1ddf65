import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { GuardHold } from "./use-guard.ts";

/** Read out politely and once, when the writer pauses: what was found, and by which key to go there. */
export function GuardSaid({ guard, keys }: { guard: GuardHold; keys: string | null }) {
  const { t } = useTranslation("guard");
  const [said, setSaid] = useState("");
  const { current, findings, isResting } = guard;
  const words = current
    ? `${t("bar.count", { count: findings.length })}. ${t(`reads.${current.label}`)} ${keys ? t("said.keys", { keys }) : ""}`
    : "";
  useEffect(() => {
    if (isResting) setSaid(words);
  }, [isResting, words]);
  return (
    <p className="sr" role="status" aria-live="polite">
      {said}
    </p>
  );
}
