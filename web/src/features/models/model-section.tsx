import type { ModelConnection, ModelTest } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dayName } from "../../app/format.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { SaidBad, SaidGood } from "../../ui/said.tsx";
import { Fetched, SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { ConnectionForm } from "./connection-form.tsx";
import { dropConnection, loadConnection, testConnection } from "./model-api.ts";

type Kept = { connection: ModelConnection | null };

/** Where the language model is, whether it answers, and what goes there. */
export function ModelSection() {
  const { t } = useTranslation("models");
  const { t: settings } = useTranslation("settings");
  const loaded = useLoaded(
    "model connection",
    async (): Promise<Kept> => ({
      connection: await loadConnection(),
    }),
  );
  const set = (connection: ModelConnection | null) => loaded.set({ connection });
  return (
    <>
      <SettingsHead title={settings("section.model")} lead={t("lead")} />
      <Fetched from={loaded}>
        {({ connection }) => (
          <>
            <SettingsPart title={t("connection.title")} hint={t("connection.hint")}>
              <ConnectionForm
                key={connection?.changed_at ?? "none"}
                connection={connection}
                onChanged={set}
              />
            </SettingsPart>
            {connection && (
              <TestPart key={`test ${connection.changed_at}`} onTested={() => void loaded.reload()} />
            )}
            <SentPart connection={connection} />
            {connection && <CountsPart connection={connection} onForgotten={() => set(null)} />}
          </>
        )}
      </Fetched>
    </>
  );
}

function TestPart({ onTested }: { onTested: () => void }) {
  const { t, i18n } = useTranslation("models");
  const [tested, setTested] = useState<ModelTest | null>(null);
  const { save, busy, failed } = useSave();
  const test = () => {
    setTested(null);
    void save(async () => {
      setTested(await testConnection());
      onTested();
    }, "");
  };
  const seconds = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const said = tested && (
    <>
      {t(`outcome.${tested.outcome}`)}{" "}
      <span className="num">{t("test.took", { seconds: seconds.format(tested.took_ms / 1000) })}</span>
    </>
  );
  return (
    <SettingsPart title={t("test.title")} hint={t("test.hint")}>
      <div className="set-acts">
        <Button aria-disabled={busy} onClick={test}>
          {busy ? t("test.asking") : t("test.ask")}
        </Button>
      </div>
      {failed && <SaidBad>{failed}</SaidBad>}
      {tested?.outcome === "works" && <SaidGood>{said}</SaidGood>}
      {tested && tested.outcome !== "works" && <SaidBad>{said}</SaidBad>}
    </SettingsPart>
  );
}

function SentPart({ connection }: { connection: ModelConnection | null }) {
  const { t } = useTranslation("models");
  return (
    <SettingsPart title={t("sent.title")}>
      {connection ? (
        <>
          <p>{t("sent.to", { host: new URL(connection.base_url).host })}</p>
          <p>{t("sent.masked")}</p>
          <p>{t("sent.inboxes")}</p>
        </>
      ) : (
        <p>{t("sent.nowhere")}</p>
      )}
    </SettingsPart>
  );
}

type CountsProps = { connection: ModelConnection; onForgotten: () => void };

function CountsPart({ connection, onForgotten }: CountsProps) {
  const { t, i18n } = useTranslation("models");
  const { judged, failed, dropped, last_failure } = connection;
  return (
    <SettingsPart title={t("counts.title")}>
      <ul>
        <li>{t("counts.judged", { count: judged })}</li>
        {failed > 0 && <li>{t("counts.failed", { count: failed })}</li>}
        {dropped > 0 && <li>{t("counts.dropped", { count: dropped })}</li>}
      </ul>
      {last_failure && (
        <p className="meta">
          {t("counts.last", { when: dayName(Date.parse(last_failure.at), i18n.language, Date.now()) })}{" "}
          {t(`outcome.${last_failure.outcome}`)}
        </p>
      )}
      <Forget onForgotten={onForgotten} />
    </SettingsPart>
  );
}

function Forget({ onForgotten }: { onForgotten: () => void }) {
  const { t } = useTranslation("models");
  const { t: settings } = useTranslation("settings");
  const [sure, setSure] = useState(false);
  const { save, failed } = useSave();
  const forget = () =>
    void save(async () => {
      await dropConnection();
      onForgotten();
    }, t("connection.forgotten"));
  return (
    <>
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        {sure ? (
          <>
            <Button look="danger" onClick={forget}>
              {t("connection.forgetSure")}
            </Button>
            <Button look="bare" onClick={() => setSure(false)}>
              {settings("cancel")}
            </Button>
          </>
        ) : (
          <Button onClick={() => setSure(true)}>{t("connection.forget")}</Button>
        )}
      </div>
    </>
  );
}
