import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { clock } from "../../live/clock.ts";

const lastsMs = 6000;

export function CustomerTyping({ conversationId, name }: { conversationId: string; name: string | null }) {
  const { t } = useTranslation("inbox");
  const typing = useSelected(inbox, (state) => state.typing.get(conversationId));
  const isNow = useSelected(clock, (now) => typing !== undefined && now - typing.at < lastsMs);
  if (!typing || !isNow) return null;
  return (
    <p className="typing meta" aria-live="off">
      {t("thread.typing", { name: name ?? t("row.nameless") })}
      {typing.text && <bdi className="typed clip">{typing.text}</bdi>}
    </p>
  );
}
