import type { Inbox } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { locales } from "../../i18n/i18n.ts";
import { localeNames } from "../../i18n/locale-names.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { timeZones } from "../profile/time-zones.ts";
import { useSave } from "../settings/use-save.ts";
import { PromiseField } from "./promise-field.tsx";

export function InboxForm({ inbox, onChanged }: { inbox: Inbox; onChanged: (inbox: Inbox) => void }) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState(inbox.name);
  const [locale, setLocale] = useState(inbox.locale);
  const [zone, setZone] = useState(inbox.time_zone);
  const [target, setTarget] = useState(inbox.response_target_ms);
  const { save, busy, failed } = useSave();
  const isChanged =
    name !== inbox.name ||
    locale !== inbox.locale ||
    zone !== inbox.time_zone ||
    target !== inbox.response_target_ms;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const body = { name, locale, time_zone: zone, response_target_ms: target };
    void save(async () => onChanged(await api.send<Inbox>("PUT", `/inboxes/${inbox.id}`, { body })));
  };
  const known = locales.some((each) => each === locale);
  return (
    <form className="set-fields" onSubmit={onSubmit}>
      <TextField
        label={t("inbox.name")}
        hint={t("inbox.nameHint")}
        value={name}
        onValue={setName}
        required
        maxLength={120}
      />
      <PromiseField ms={inbox.response_target_ms} onChange={setTarget} />
      <div className="set-two">
        <SelectField
          label={t("inbox.locale")}
          value={locale}
          onValue={setLocale}
          options={[
            ...(known ? [] : [{ value: locale, label: locale }]),
            ...locales.map((each) => ({ value: each, label: localeNames[each] })),
          ]}
        />
        <SelectField label={t("profile.timeZone")} value={zone} onValue={setZone} options={timeZones(zone)} />
      </div>
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button look="main" type="submit" aria-disabled={!isChanged || busy}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
