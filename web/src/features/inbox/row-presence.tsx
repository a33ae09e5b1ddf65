import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { Icon } from "../../ui/icon.tsx";

/** An eye or a pencil: a colleague is in this conversation. */
export function RowPresence({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation("inbox");
  const there = useSelected(inbox, (state) => {
    for (const each of state.presence.values()) {
      if (each.conversation_id === conversationId && each.member_id !== state.snapshot?.me) return each;
    }
    return null;
  });
  const name = useSelected(
    inbox,
    (state) => state.snapshot?.members.find((each) => each.id === there?.member_id)?.name,
  );
  if (!there || !name) return null;
  const words = t(`presence.${there.doing}`, { name });
  return (
    <span className="there" data-hint={words}>
      <Icon name={there.doing === "viewing" ? "eye" : "pencil"} />
      <span className="sr">{words}</span>
    </span>
  );
}
