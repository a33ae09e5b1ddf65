import type { Customer } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../app/format.ts";
import { locales } from "../../i18n/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { changeCustomer } from "./customer-acts.ts";

const languages = [...new Set([...locales, "fr", "es", "pl", "da", "nb", "fi", "pt", "tr", "ar", "uk"])];

export function EditCustomerDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t, i18n } = useTranslation("customers");
  const [name, setName] = useState(customer.name ?? "");
  const [place, setPlace] = useState(customer.place ?? "");
  const [language, setLanguage] = useState(customer.language ?? "");
  const [note, setNote] = useState(customer.note ?? "");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const orNull = (text: string) => text.trim() || null;
    const change = {
      name: orNull(name),
      place: orNull(place),
      language: language || null,
      note: orNull(note),
    };
    if (await changeCustomer(customer.id, change)) onClose();
  };
  const known = languages.includes(language) || language === "" ? languages : [language, ...languages];
  return (
    <Dialog open onClose={onClose} title={t("edit.title")}>
      <form onSubmit={submit} className="mt-4 grid gap-4">
        <label>
          <span className="label">{t("edit.name")}</span>
          <input
            className="input"
            value={name}
            maxLength={200}
            dir="auto"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <div className="grid grid-cols-2 gap-3">
          <label>
            <span className="label">{t("edit.place")}</span>
            <input
              className="input"
              value={place}
              maxLength={120}
              onChange={(event) => setPlace(event.target.value)}
            />
          </label>
          <label>
            <span className="label">{t("edit.language")}</span>
            <select className="input" value={language} onChange={(event) => setLanguage(event.target.value)}>
              <option value="">{t("edit.unknown")}</option>
              {known.map((code) => (
                <option key={code} value={code}>
                  {languageName(code, i18n.language)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <label>
          <span className="label">{t("edit.note")}</span>
          <textarea
            className="input"
            rows={3}
            value={note}
            maxLength={2000}
            dir="auto"
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <div className="ends">
          <Button onClick={onClose}>{t("act.cancel", { ns: "app" })}</Button>
          <Button look="main" type="submit">
            {t("act.save", { ns: "app" })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
