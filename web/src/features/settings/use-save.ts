import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "../../ui/toast-store.ts";
import { problemWords } from "./problem-words.ts";

type Save = {
  /** True when it went well. */
  save: (run: () => Promise<unknown>, said?: string) => Promise<boolean>;
  busy: boolean;
  /** Why the last try failed, in words. */
  failed: string | null;
};

/** Sends a change, says that it is kept, or says why not and leaves the fields as they are. */
export function useSave(): Save {
  const { t } = useTranslation("settings");
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  return {
    busy,
    failed,
    async save(run, said = t("saved")) {
      if (busy) return false;
      setBusy(true);
      setFailed(null);
      try {
        await run();
        if (said) showToast(said, { lastsMs: 4000 });
        return true;
      } catch (problem) {
        setFailed(problemWords(t, problem));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
