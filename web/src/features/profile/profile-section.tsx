import type { Member } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { session } from "../../app/session.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { LanguagesField } from "./languages-field.tsx";
import { LookPart, WritingPart } from "./look-part.tsx";
import { timeZones } from "./time-zones.ts";

export function ProfileSection() {
  const { t } = useTranslation("settings");
  return (
    <>
      <SettingsHead title={t("section.profile")} />
      <SettingsPart title={t("profile.you")} hint={t("profile.youHint")}>
        <ProfileForm />
      </SettingsPart>
      <LookPart />
      <WritingPart />
    </>
  );
}

function ProfileForm() {
  const { t } = useTranslation("settings");
  const me = useStore(session)?.member;
  const [name, setName] = useState(me?.name ?? "");
  const [languages, setLanguages] = useState(me?.languages ?? []);
  const [zone, setZone] = useState(me?.time_zone ?? "UTC");
  const { save, busy, failed } = useSave();
  if (!me) return null;
  const isChanged = name !== me.name || zone !== me.time_zone || languages.join() !== me.languages.join();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save(async () => {
      const member = await api.send<Member>("PUT", `/members/${me.id}`, {
        body: { name, languages, time_zone: zone },
      });
      session.set((now) => now && { ...now, member: { ...now.member, ...pick(member) } });
    });
  };
  return (
    <form onSubmit={onSubmit} className="set-fields">
      <TextField
        label={t("profile.name")}
        value={name}
        onValue={setName}
        autoComplete="name"
        required
        maxLength={200}
      />
      <TextField
        label={t("profile.email")}
        hint={t("profile.emailHint")}
        value={me.email}
        onValue={() => {}}
        readOnly
      />
      <LanguagesField
        label={t("profile.languages")}
        hint={t("profile.languagesHint")}
        value={languages}
        onChange={setLanguages}
      />
      <SelectField
        label={t("profile.timeZone")}
        hint={t("profile.timeZoneHint")}
        value={zone}
        onValue={setZone}
        options={timeZones(zone)}
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button look="main" type="submit" aria-disabled={!isChanged || busy}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function pick({ name, languages, time_zone }: Member) {
  return { name, languages, time_zone };
}
