import { useState } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../app/format.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { ReplyEditor } from "./reply-editor.tsx";

const offered = [
  "en",
  "nl",
  "sv",
  "it",
  "de",
  "fr",
  "es",
  "da",
  "nb",
  "fi",
  "pl",
  "pt",
  "cs",
  "uk",
  "tr",
  "ar",
];

type ReplyBodiesProps = {
  bodies: Record<string, string>;
  onChange: (bodies: Record<string, string>) => void;
};

/** The customer's language chooses among these when the reply is used. */
export function ReplyBodies({ bodies, onChange }: ReplyBodiesProps) {
  const { t, i18n } = useTranslation("settings");
  const languages = Object.keys(bodies);
  const [open, setOpen] = useState(
    bodies[i18n.language] === undefined ? (languages[0] ?? "en") : i18n.language,
  );
  const nameOf = (code: string) => languageName(code, i18n.language) ?? code;
  const add = (code: string) => {
    if (!code) return;
    onChange({ ...bodies, [code]: "" });
    setOpen(code);
  };
  const drop = () => {
    const { [open]: _dropped, ...rest } = bodies;
    onChange(rest);
    setOpen(Object.keys(rest)[0] ?? "en");
  };
  return (
    <>
      <div className="language-tabs">
        {languages.length > 1 ? (
          <Choice
            label={t("reply.language")}
            value={open}
            onChoose={setOpen}
            options={languages.map((code) => ({ value: code, label: nameOf(code) }))}
          />
        ) : (
          <span className="label m-0">{nameOf(open)}</span>
        )}
        <select
          className="input"
          aria-label={t("languages.add")}
          value=""
          onChange={(event) => add(event.target.value)}
        >
          <option value="">{t("languages.add")}</option>
          {offered
            .filter((code) => bodies[code] === undefined)
            .map((code) => (
              <option key={code} value={code}>
                {nameOf(code)}
              </option>
            ))}
        </select>
        {languages.length > 1 && (
          <Button look="bare" small onClick={drop}>
            {t("languages.remove", { language: nameOf(open) })}
          </Button>
        )}
      </div>
      <ReplyEditor
        key={open}
        language={open}
        label={t("reply.wordsIn", { language: nameOf(open) })}
        text={bodies[open] ?? ""}
        onText={(text) => onChange({ ...bodies, [open]: text })}
      />
    </>
  );
}
