import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { Face } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";

type Somebody = { id: string; name: string; doing: "viewing" | "replying" | "noting" };

/** Names on top: who else is here, and whether they write an answer or a note. */
export function ThreadPresence({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation("inbox");
  const others = useSelected(
    inbox,
    (state): Somebody[] =>
      [...state.presence.values()]
        .filter((each) => each.conversation_id === conversationId && each.member_id !== state.snapshot?.me)
        .map((each) => ({
          id: each.member_id,
          name: state.snapshot?.members.find((member) => member.id === each.member_id)?.name ?? "",
          doing: each.doing,
        })),
    (a, b) => JSON.stringify(a) === JSON.stringify(b),
  );
  if (others.length === 0) return null;
  return (
    <p className="others" role="status">
      {others.map((each) => (
        <span key={each.id} className={each.doing}>
          <Face name={each.name} ours />
          {t(`presence.${each.doing}`, { name: each.name })}
          {each.doing !== "viewing" && <Icon name="pencil" />}
        </span>
      ))}
    </p>
  );
}
