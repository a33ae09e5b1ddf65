import type { Inbox } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { CopyBox } from "../../ui/copy-box.tsx";

/** The one line that puts the chat on a page. */
export function tagOf(inboxId: string): string {
  return `<script src="${location.origin}/widget.js" data-inbox="${inboxId}" async></script>`;
}

export function WidgetTag({ inbox }: { inbox: Inbox }) {
  const { t } = useTranslation("settings");
  return <CopyBox text={tagOf(inbox.id)} copy={t("tag.copy")} copied={t("copied")} />;
}
