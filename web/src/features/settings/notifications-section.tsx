import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changePreferences, preferences } from "../../app/preferences.ts";
import { session } from "../../app/session.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/switch.tsx";
import { askForDesktop, desktopPermission } from "../notices/desktop-notices.ts";
import { type NoticeChoice, noticeChoiceOf, noticeKinds, noticeWays } from "../notices/notice-choice.ts";
import { playNotice } from "../notices/notice-sound.ts";
import { QuietHoursPart } from "./quiet-hours-part.tsx";
import { SettingsHead, SettingsPart } from "./settings-parts.tsx";

export function NotificationsSection() {
  const { t } = useTranslation("settings");
  const choice = noticeChoiceOf(useStore(preferences).notifications);
  const zone = useStore(session)?.member.time_zone ?? "UTC";
  const change = (part: Partial<NoticeChoice>) =>
    changePreferences({ notifications: { ...choice, ...part } });
  return (
    <>
      <SettingsHead title={t("section.notifications")} lead={t("notices.lead")} />
      <NoticeMatrix choice={choice} onChange={(matrix) => change({ matrix })} />
      <SettingsPart title={t("notices.browser")} hint={t("notices.browserHint")}>
        <DesktopPermission />
        <div className="set-acts">
          <Button icon="bell" onClick={playNotice}>
            {t("notices.hear")}
          </Button>
        </div>
      </SettingsPart>
      <QuietHoursPart quiet={choice.quiet} zone={zone} onChange={(quiet) => change({ quiet })} />
      <SettingsPart title={t("notices.badgeTitle")}>
        <Switch
          label={t("notices.badge")}
          hint={t("notices.badgeHint")}
          on={choice.badge}
          onSwitch={(badge) => change({ badge })}
        />
      </SettingsPart>
    </>
  );
}

type MatrixProps = { choice: NoticeChoice; onChange: (matrix: NoticeChoice["matrix"]) => void };

/** What may be told, down; how, across. */
function NoticeMatrix({ choice, onChange }: MatrixProps) {
  const { t } = useTranslation("settings");
  const { matrix } = choice;
  return (
    <div className="matrix-scroll">
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">{t("notices.when")}</th>
            {noticeWays.map((way) => (
              <th key={way} scope="col">
                {t(`notices.way.${way}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {noticeKinds.map((kind) => (
            <tr key={kind}>
              <th scope="row">{t(`notices.kind.${kind}`)}</th>
              {noticeWays.map((way) => (
                <td key={way}>
                  <label>
                    <span className="sr">{`${t(`notices.kind.${kind}`)}: ${t(`notices.way.${way}`)}`}</span>
                    <input
                      className="tick-box"
                      type="checkbox"
                      checked={matrix[kind][way]}
                      disabled={way === "quiet" && !(matrix[kind].sound || matrix[kind].desktop)}
                      onChange={(event) =>
                        onChange({ ...matrix, [kind]: { ...matrix[kind], [way]: event.target.checked } })
                      }
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DesktopPermission() {
  const { t } = useTranslation("settings");
  const [permission, setPermission] = useState(desktopPermission);
  return (
    <>
      <p>{t(`notices.permission.${permission}`)}</p>
      {permission === "default" && (
        <div className="set-acts">
          <Button look="main" onClick={() => void askForDesktop().then(setPermission)}>
            {t("notices.allow")}
          </Button>
        </div>
      )}
    </>
  );
}
