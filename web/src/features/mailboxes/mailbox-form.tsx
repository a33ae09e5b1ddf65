import type { Inbox, MailConnection } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Tick } from "../../ui/switch.tsx";
import { SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { ChecksList } from "./checks-list.tsx";
import { LoginFields } from "./login-fields.tsx";
import { putConnection } from "./mailbox-api.ts";
import {
  changeOf,
  fieldsOf,
  type MailboxFields,
  otherProvider,
  providers,
  withAddress,
  withProvider,
} from "./mailbox-fields.ts";
import { ServerFields } from "./server-fields.tsx";
import { useChecks } from "./use-checks.ts";

type Props = {
  inbox: Inbox;
  connection: MailConnection | null;
  onSaved: (connection: MailConnection) => void;
};

/** The address first; what can be guessed is guessed, tried, and only then saved. */
export function MailboxForm({ inbox, connection, onSaved }: Props) {
  const { t } = useTranslation("mailboxes");
  const [fields, setFields] = useState(() => fieldsOf(connection, inbox.name));
  const [hasFailed, setFailed] = useState(false);
  const checks = useChecks(inbox.id);
  const { save, busy, failed } = useSave();
  const set = (next: MailboxFields) => {
    setFields(next);
    setFailed(false);
  };
  const change = (part: Partial<MailboxFields>) => set({ ...fields, ...part });
  const keep = () => save(async () => onSaved(await putConnection(inbox.id, changeOf(fields))), t("saved"));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save(async () => {
      const works = await checks.run(fields);
      setFailed(works === false);
      if (works) onSaved(await putConnection(inbox.id, changeOf(fields)));
    }, "");
  };
  return (
    <form onSubmit={onSubmit} autoComplete="off">
      <SettingsPart title={t("address.title")} hint={t("address.hint")}>
        <AddressFields fields={fields} set={set} />
      </SettingsPart>
      <SettingsPart title={t("login.title")} hint={t("login.partHint")}>
        <LoginFields fields={fields} connection={connection} change={change} />
      </SettingsPart>
      <ServerParts fields={fields} change={change} />
      <SettingsPart title={t("checks.title")} hint={t("checks.hint")}>
        <ChecksList
          shown={checks.shown}
          isRunning={checks.isRunning}
          onFolder={(folder) => change({ folder })}
        />
        {failed && <SaidBad>{failed}</SaidBad>}
        {hasFailed && !busy && <SaidBad>{t("form.notSaved")}</SaidBad>}
        <div className="set-acts">
          <Button look="main" type="submit" aria-disabled={busy}>
            {busy ? t("form.trying") : t(connection ? "form.save" : "form.connect")}
          </Button>
          {hasFailed && !busy && (
            <Button look="bare" onClick={() => void keep()}>
              {t("form.saveAnyway")}
            </Button>
          )}
        </div>
      </SettingsPart>
    </form>
  );
}

function AddressFields({ fields, set }: { fields: MailboxFields; set: (fields: MailboxFields) => void }) {
  const { t } = useTranslation("mailboxes");
  return (
    <>
      <TextField
        label={t("address.label")}
        type="email"
        dir="ltr"
        autoComplete="off"
        placeholder="help@shop.example"
        required
        maxLength={320}
        value={fields.address}
        onValue={(address) => set(withAddress(fields, address))}
      />
      <SelectField
        label={t("address.provider")}
        hint={t("address.providerHint")}
        value={fields.provider}
        onValue={(id) => set(withProvider(fields, id))}
        options={[
          { value: otherProvider, label: t("address.other") },
          ...providers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </>
  );
}

type PartsProps = { fields: MailboxFields; change: (part: Partial<MailboxFields>) => void };

function ServerParts({ fields, change }: PartsProps) {
  const { t } = useTranslation("mailboxes");
  const sending = {
    host: fields.sendHost,
    port: fields.sendPort,
    tls: fields.sendTls,
    user: fields.sendUser,
  };
  const ownUser = fields.sendUser.trim() !== "" && fields.sendUser.trim() !== fields.user.trim();
  return (
    <>
      <SettingsPart title={t("receiving.title")} hint={t("receiving.hint")}>
        <ServerFields of={t("receiving.title")} server={fields} change={change} userNeeded />
        <TextField
          label={t("receiving.folder")}
          value={fields.folder}
          onValue={(folder) => change({ folder })}
          required
          maxLength={500}
          spellCheck={false}
        />
        <Tick
          label={t("receiving.marks")}
          hint={t("receiving.marksHint")}
          on={fields.marks}
          onTick={(marks) => change({ marks })}
        />
      </SettingsPart>
      <SettingsPart title={t("sending.title")} hint={t("sending.hint")}>
        <Tick
          label={t("sending.own")}
          hint={t("sending.ownHint")}
          on={fields.sendsItself}
          onTick={(sendsItself) => change({ sendsItself })}
        />
        {fields.sendsItself && (
          <>
            <TextField
              label={t("sending.fromName")}
              hint={t("sending.fromNameHint")}
              value={fields.fromName}
              onValue={(fromName) => change({ fromName })}
              maxLength={200}
              dir="auto"
            />
            <ServerFields
              of={t("sending.title")}
              server={sending}
              userNeeded={false}
              userHint={t("sending.userHint")}
              change={({ host, port, tls, user }) =>
                change({
                  ...(host === undefined ? {} : { sendHost: host }),
                  ...(port === undefined ? {} : { sendPort: port }),
                  ...(tls === undefined ? {} : { sendTls: tls }),
                  ...(user === undefined ? {} : { sendUser: user }),
                })
              }
            />
            {ownUser && (
              <TextField
                label={t("sending.password")}
                hint={t("sending.passwordHint")}
                type="password"
                autoComplete="new-password"
                value={fields.sendPassword}
                onValue={(sendPassword) => change({ sendPassword })}
                maxLength={1000}
              />
            )}
          </>
        )}
        <TextField
          label={t("sending.selector")}
          hint={t("sending.selectorHint")}
          value={fields.selector}
          onValue={(selector) => change({ selector })}
          pattern="[A-Za-z0-9_.\-]+"
          maxLength={100}
          spellCheck={false}
          autoCapitalize="none"
          dir="ltr"
        />
      </SettingsPart>
    </>
  );
}
