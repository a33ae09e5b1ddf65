import type { ModelConnection } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Tick } from "../../ui/switch.tsx";
import { useSave } from "../settings/use-save.ts";
import { type ConnectionFields, changeOf, fieldsOf, isChanged, losesKey } from "./connection-fields.ts";
import { putConnection } from "./model-api.ts";

type Props = { connection: ModelConnection | null; onChanged: (connection: ModelConnection) => void };

export function ConnectionForm({ connection, onChanged }: Props) {
  const { t } = useTranslation("models");
  const { t: settings } = useTranslation("settings");
  const [fields, setFields] = useState(() => fieldsOf(connection));
  const { save, busy, failed } = useSave();
  const write = (name: keyof ConnectionFields) => (value: string) =>
    setFields((now) => ({ ...now, [name]: value }));
  const changed = isChanged(fields, connection);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) void save(async () => onChanged(await putConnection(changeOf(fields))));
  };
  const dropKey = () =>
    void save(async () =>
      onChanged(await putConnection({ ...changeOf(fieldsOf(connection)), api_key: null })),
    );
  const keyHint = losesKey(fields, connection)
    ? t("connection.keyMoves")
    : connection?.has_key
      ? t("connection.keyKept")
      : t("connection.keyHint");
  return (
    <form className="set-fields" onSubmit={onSubmit} autoComplete="off">
      <TextField
        label={t("connection.address")}
        hint={t("connection.addressHint")}
        value={fields.address}
        onValue={write("address")}
        type="url"
        placeholder="https://models.example/v1"
        required
        maxLength={500}
      />
      <TextField
        label={t("connection.model")}
        value={fields.model}
        onValue={write("model")}
        required
        maxLength={200}
        spellCheck={false}
        autoCapitalize="none"
      />
      <TextField
        label={t("connection.key")}
        hint={keyHint}
        value={fields.key}
        onValue={write("key")}
        type="password"
        autoComplete="new-password"
        maxLength={1000}
      />
      <TextField
        label={t("connection.calls")}
        hint={t("connection.callsHint")}
        value={fields.calls}
        onValue={write("calls")}
        type="number"
        inputMode="numeric"
        min={1}
        max={600}
        required
      />
      <Tick
        label={t("connection.enabled")}
        hint={t("connection.enabledHint")}
        on={fields.enabled}
        onTick={(enabled) => setFields((now) => ({ ...now, enabled }))}
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button look="main" type="submit" aria-disabled={!changed || busy}>
          {settings("save")}
        </Button>
        {connection?.has_key && (
          <Button look="bare" onClick={dropKey}>
            {t("connection.dropKey")}
          </Button>
        )}
      </div>
      {connection && changed && <p className="hint-text">{t("test.saveFirst")}</p>}
    </form>
  );
}
