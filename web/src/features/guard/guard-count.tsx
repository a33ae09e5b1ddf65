import { useTranslation } from "react-i18next";
import type { GuardHold } from "./use-guard.ts";

/** Beside Send: how much there is to look at, or why it cannot go out. A way to the card as well. */
export function GuardCount({ guard, onGuard }: { guard: GuardHold; onGuard: () => void }) {
  const { t } = useTranslation("guard");
  const { findings } = guard;
  const block = findings.find((each) => each.blocks);
  if (findings.length === 0) return null;
  return (
    <button type="button" className={`guard-count ${block ? "blocked" : "hide-s"}`} onClick={onGuard}>
      {block ? t(`reads.${block.label}`) : t("bar.count", { count: findings.length })}
    </button>
  );
}
