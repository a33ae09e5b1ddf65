import type { Strictness } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../../app/use-loaded.ts";
import { Choice } from "../../ui/choice.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Fetched, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { loadInboxGuard, putStrictness } from "./guard-api.ts";

const strictnesses: readonly Strictness[] = ["strict", "calm", "blocks_only"];

/** How much is said in this inbox while somebody writes. What blocks is no matter of choice. */
export function StrictnessPart({ inboxId }: { inboxId: string }) {
  const { t } = useTranslation("guard");
  const loaded = useLoaded(inboxId, () => loadInboxGuard(inboxId));
  const { save, failed } = useSave();
  return (
    <SettingsPart title={t("strictness.title")} hint={t("strictness.hint")}>
      <Fetched from={loaded}>
        {(found) => (
          <div>
            <Choice
              label={t("strictness.label")}
              value={found.strictness}
              options={strictnesses.map((value) => ({ value, label: t(`strictness.${value}`) }))}
              onChoose={(strictness) =>
                void save(async () => loaded.set(await putStrictness(inboxId, strictness)))
              }
            />
            <p className="hint-text mt-2">{t(`strictness.why.${found.strictness}`)}</p>
            <p className="hint-text">{t("strictness.always")}</p>
            {found.doubted.length > 0 && (
              <p className="hint-text">
                {t("strictness.doubted", {
                  names: found.doubted.map((label) => t(`name.${label}`)).join(", "),
                })}
              </p>
            )}
          </div>
        )}
      </Fetched>
      {failed && <SaidBad>{failed}</SaidBad>}
    </SettingsPart>
  );
}
