import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/dialog.tsx";
import { ShortcutEditor } from "./shortcut-editor.tsx";
import "../styles/palette.css";

/** `?`: every key at a glance, and each can be changed where it stands. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  return (
    <Dialog open onClose={onClose} title={t("sheet.title")} wide className="shortcut-sheet">
      <ShortcutEditor />
    </Dialog>
  );
}
