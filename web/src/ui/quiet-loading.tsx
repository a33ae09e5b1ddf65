import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

const quietMs = 300;
const wordsMs = 5000;
const stuckMs = 15_000;

/** Nothing before 300 ms; then a line on the pane's upper edge; after 5 s words; after 15 s a way out. */
export function QuietLoading({ on }: { on: boolean }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState(0);
  useEffect(() => {
    setStage(0);
    if (!on) return;
    const timers = [quietMs, wordsMs, stuckMs].map((ms, at) => setTimeout(() => setStage(at + 1), ms));
    return () => timers.forEach(clearTimeout);
  }, [on]);
  if (!on || stage === 0) return null;
  return (
    <>
      <div className="loading-line" role="progressbar" aria-label={t("load.slow")} />
      {stage >= 2 && (
        <p className="loading-words" role="status">
          {stage >= 3 ? t("load.stuck") : t("load.slow")}
          {stage >= 3 && (
            <button type="button" className="btn small" onClick={() => location.reload()}>
              {t("problem.reload")}
            </button>
          )}
        </p>
      )}
    </>
  );
}
