import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ShortcutEditor } from "../../app/shortcut-editor.tsx";
import { loadNamespaces } from "../../i18n/i18n.ts";
import { SettingsHead } from "./settings-parts.tsx";

export function ShortcutsSection() {
  const { t } = useTranslation("settings");
  const [ready, setReady] = useState(false);
  useEffect(() => {
    void loadNamespaces(["palette", "commands"]).then(() => setReady(true));
  }, []);
  return (
    <>
      <SettingsHead title={t("section.shortcuts")} lead={t("shortcuts.lead")} />
      {ready && <ShortcutEditor />}
    </>
  );
}
