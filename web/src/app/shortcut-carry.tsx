import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { changePreferences, preferences } from "./preferences.ts";
import { readExport, writeExport } from "./shortcut-choice.ts";

/** To a colleague, or to another desk: a small file. */
export function ShortcutCarry() {
  const { t } = useTranslation("palette");
  const file = useRef<HTMLInputElement>(null);
  const [bad, setBad] = useState(false);
  const download = () => {
    const link = document.createElement("a");
    const text = writeExport(preferences.get().shortcuts);
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "amends-shortcuts.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    const shortcuts = chosen.size < 64_000 ? readExport(await chosen.text()) : null;
    setBad(shortcuts === null);
    if (shortcuts) changePreferences({ shortcuts });
  };
  return (
    <div className="set-acts shortcut-carry">
      <Button small look="bare" icon="download" onClick={download}>
        {t("sheet.export")}
      </Button>
      <Button small look="bare" icon="file" onClick={() => file.current?.click()}>
        {t("sheet.import")}
      </Button>
      <Button small look="bare" icon="undo" onClick={() => changePreferences({ shortcuts: {} })}>
        {t("sheet.resetAll")}
      </Button>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {bad && (
        <p className="field-error" role="alert">
          {t("sheet.importBad")}
        </p>
      )}
    </div>
  );
}
