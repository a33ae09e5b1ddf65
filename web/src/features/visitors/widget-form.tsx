import type { Inbox, WidgetLanguage, WidgetSettings } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { locales } from "../../i18n/i18n.ts";
import { localeNames } from "../../i18n/locale-names.ts";
import { Button } from "../../ui/button.tsx";
import { Field, SelectField, TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { ColourField } from "./colour-field.tsx";
import { HoursEditor } from "./hours-editor.tsx";
import { OriginsField } from "./origins-field.tsx";
import { WidgetPreview } from "./widget-preview.tsx";
import { saySame, settingsToKeep } from "./widget-settings.ts";
import "../../styles/widget-settings.css";

type WidgetFormProps = { inbox: Inbox; settings: WidgetSettings; onChanged: (inbox: Inbox) => void };

/** How the chat looks and when somebody is there; the picture beside it follows every key. */
export function WidgetForm({ inbox, settings, onChanged }: WidgetFormProps) {
  const { t } = useTranslation("settings");
  const [draft, setDraft] = useState<WidgetSettings>(settings);
  const { save, busy, failed } = useSave();
  const change = (part: Partial<WidgetSettings>) => setDraft((now) => ({ ...now, ...part }));
  const kept = settingsToKeep(draft);
  const isChanged = !saySame(draft, settings);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save(async () =>
      onChanged(await api.send<Inbox>("PUT", `/inboxes/${inbox.id}`, { body: { settings: kept } })),
    );
  };
  return (
    <form onSubmit={onSubmit} className="wide">
      <div className="widget-look">
        <SettingsPart title={t("widget.title")} hint={t("widget.hint")}>
          <TextField
            label={t("widget.name")}
            hint={t("widget.nameHint")}
            value={draft.name ?? ""}
            onValue={(name) => change({ name })}
            maxLength={80}
          />
          <SelectField
            label={t("widget.language")}
            hint={t("widget.languageHint")}
            value={draft.language ?? "en"}
            onValue={(language) => change({ language: language as WidgetLanguage })}
            options={locales.map((each) => ({ value: each, label: localeNames[each] }))}
          />
          <ColourField value={draft.colour ?? null} onChange={(colour) => change({ colour })} />
          <Field label={t("widget.greeting")} hint={t("widget.greetingHint")}>
            {(binding) => (
              <textarea
                {...binding}
                className="input"
                rows={2}
                maxLength={300}
                dir="auto"
                value={draft.greeting ?? ""}
                onChange={(event) => change({ greeting: event.target.value })}
              />
            )}
          </Field>
        </SettingsPart>
        <WidgetPreview inbox={inbox} settings={draft} />
      </div>
      <SettingsPart title={t("hours.title")} hint={t("hours.hint")}>
        <HoursEditor
          hours={draft.hours ?? null}
          zone={inbox.time_zone}
          onChange={(hours) => change({ hours })}
        />
      </SettingsPart>
      <SettingsPart title={t("origins.title")} hint={t("origins.hint")}>
        <OriginsField value={draft.origins ?? []} onChange={(origins) => change({ origins })} />
      </SettingsPart>
      <SettingsPart title="">
        {failed && <SaidBad>{failed}</SaidBad>}
        <div className="set-acts">
          <Button look="main" type="submit" aria-disabled={!isChanged || busy}>
            {t("widget.save")}
          </Button>
          {isChanged && (
            <Button look="bare" onClick={() => setDraft(settings)}>
              {t("discard")}
            </Button>
          )}
        </div>
      </SettingsPart>
    </form>
  );
}
