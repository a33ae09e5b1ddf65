import { useTranslation } from "react-i18next";
import { IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { CustomerPanel } from "./customer-panel.tsx";

/** The panel where it has no room beside the thread: over it, from the side. */
export function CustomerSheet({
  conversationId,
  onClose,
}: {
  conversationId: string | null;
  onClose: () => void;
}) {
  const { t } = useTranslation("customers");
  return (
    <Dialog open onClose={onClose} title={t("label")} titleHidden className="side-sheet">
      <IconButton className="sheet-x" icon="close" label={t("act.close", { ns: "app" })} onClick={onClose} />
      <CustomerPanel conversationId={conversationId} />
    </Dialog>
  );
}
