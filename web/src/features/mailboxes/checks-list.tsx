import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import type { Shown } from "./use-checks.ts";

type Props = { shown: readonly Shown[]; isRunning: boolean; onFolder: (folder: string) => void };

const icons = { ok: "check", warning: "alert", failed: "close", unknown: "minus" } as const satisfies Record<
  string,
  IconName
>;

/** What was tried, one line each, in an order that stays; what is still looked at says so. */
export function ChecksList({ shown, isRunning, onFolder }: Props) {
  const { t } = useTranslation("mailboxes");
  if (shown.length === 0) return null;
  const isBad = (outcome: string | undefined) => outcome === "failed" || outcome === "warning";
  const open = shown.filter(({ found }) => isBad(found?.outcome)).length;
  return (
    <>
      <ul className="checks" aria-label={t("checks.title")}>
        {shown.map(({ check, found }) => (
          <li key={check} className={found?.outcome ?? "waits"}>
            <span className="check-mark">{found ? <Icon name={icons[found.outcome]} /> : <i />}</span>
            <div>
              <b>{t(`check.${check}`)}</b>
              {found ? (
                <>
                  <span className="check-outcome"> · {t(`outcome.${found.outcome}`)}</span>
                  <p>
                    {found.code === "counted"
                      ? t("code.counted", { count: found.count ?? 0 })
                      : t(`code.${found.code}`)}
                  </p>
                  {found.selector && (
                    <p className="meta">{t("checks.selector", { selector: found.selector })}</p>
                  )}
                  {found.record && <code dir="ltr">{found.record}</code>}
                  {found.folders && <Folders folders={found.folders} onFolder={onFolder} />}
                </>
              ) : (
                <p className="meta">{t("checks.looking")}</p>
              )}
            </div>
          </li>
        ))}
      </ul>
      <p className="sr" role="status">
        {isRunning ? "" : t("checks.done", { count: open })}
      </p>
    </>
  );
}

function Folders({ folders, onFolder }: { folders: string[]; onFolder: (folder: string) => void }) {
  return (
    <div className="set-acts">
      {folders.map((folder) => (
        <Button key={folder} small onClick={() => onFolder(folder)}>
          <bdi>{folder}</bdi>
        </Button>
      ))}
    </div>
  );
}
