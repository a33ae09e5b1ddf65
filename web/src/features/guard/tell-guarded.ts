import i18next from "i18next";
import { inbox } from "../../app/desk.ts";
import { loadNamespaces } from "../../i18n/i18n.ts";
import type { Outgoing } from "../../live/outbox.ts";
import { showToast } from "../../ui/toast-store.ts";
import { current, openConversation } from "../inbox/current.ts";

/** The server's guard stopped an answer. Whoever has gone on to somebody else hears of it; here the dialog asks. */
export async function tellGuarded({ conversation_id: id }: Outgoing): Promise<void> {
  if (current.get() === id) return;
  await loadNamespaces(["guard", "inbox"]);
  const name = inbox.get().byId.get(id)?.customer.name ?? i18next.t("row.nameless", { ns: "inbox" });
  showToast(i18next.t("elsewhere.words", { ns: "guard", name }), {
    bad: true,
    action: { label: i18next.t("elsewhere.look", { ns: "guard" }), run: () => openConversation(id) },
  });
}
