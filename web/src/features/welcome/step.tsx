import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";

export type StepState = "done" | "now" | "ahead";

/** A dot on the thread: pine with a check when it is done, a petrol ring now, hollow ahead. */
export function Step({ state, title, children }: { state: StepState; title: string; children?: ReactNode }) {
  const { t } = useTranslation("welcome");
  return (
    <li className={`step ${state}`} aria-current={state === "now" ? "step" : undefined}>
      <span className="dot" aria-hidden="true">
        {state === "done" && <Icon name="check" />}
      </span>
      <div className="step-body">
        <h2>
          {title}
          {state === "done" && <span className="sr"> ({t("done")})</span>}
        </h2>
        {children}
      </div>
    </li>
  );
}
