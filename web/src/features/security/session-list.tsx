import type { OpenSession } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { shortTime } from "../../app/format.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Fetched } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { deviceName } from "./device-name.ts";

export function SessionList() {
  const { t, i18n } = useTranslation("settings");
  const sessions = useLoaded("sessions", () => api.get<{ items: OpenSession[] }>("/sessions"));
  const { save, failed } = useSave();
  const end = (path: string) =>
    void save(async () => {
      await api.send("DELETE", path);
      await sessions.reload();
    }, t("sessions.ended"));
  return (
    <Fetched from={sessions}>
      {({ items }) => (
        <>
          <ul className="set-list set-in">
            {[...items].sort(currentFirst).map((each) => (
              <li key={each.id}>
                <Icon name="device" />
                <span className="what">
                  <b>{deviceName(each.device) || t("sessions.unknown")}</b>
                  <span className="meta">
                    {t("sessions.since", {
                      time: shortTime(Date.parse(each.created_at), i18n.language, Date.now()),
                    })}
                    {each.address && ` · ${each.address}`}
                  </span>
                </span>
                {each.current ? (
                  <Chip look="kept">{t("sessions.this")}</Chip>
                ) : (
                  <Button small look="bare" onClick={() => end(`/sessions/${each.id}`)}>
                    {t("sessions.end")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {failed && <SaidBad>{failed}</SaidBad>}
          {items.length > 1 && (
            <div className="set-acts">
              <Button onClick={() => end("/sessions")}>{t("sessions.endOthers")}</Button>
            </div>
          )}
        </>
      )}
    </Fetched>
  );
}

function currentFirst(a: OpenSession, b: OpenSession): number {
  return Number(b.current) - Number(a.current) || b.created_at.localeCompare(a.created_at);
}
