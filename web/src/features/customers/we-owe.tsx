import type { ConversationSummary } from "@amends/server/contract";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { Fuse } from "../commitments/fuse.tsx";
import { useDueWords } from "../commitments/use-due-words.ts";
import { useFuse } from "../commitments/use-fuse.ts";
import { firstNameOf } from "../editor/variables.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { openConversation } from "../inbox/current.ts";

/** Every promise to this person that runs, over all channels; the most urgent first. */
export function WeOwe({ customerId, name }: { customerId: string; name: string | null }) {
  const { t } = useTranslation("customers");
  const byId = useSelected(inbox, (state) => state.byId);
  // Ten thousand conversations are looked through once for each change of theirs, not for each question React asks.
  const owed = useMemo(
    () =>
      [...byId.values()]
        .filter(
          (each) => each.customer.id === customerId && each.status !== "resolved" && each.due_at !== null,
        )
        .sort((a, b) => ((a.due_at ?? "") < (b.due_at ?? "") ? -1 : 1)),
    [byId, customerId],
  );
  if (owed.length === 0) return null;
  return (
    <section>
      <h3>{t("weOwe", { name: firstNameOf(name) ?? t("them") })}</h3>
      <ul className="owe">
        {owed.map((each) => (
          <Owed key={each.id} conversation={each} />
        ))}
      </ul>
    </section>
  );
}

function Owed({ conversation }: { conversation: ConversationSummary }) {
  const { t } = useTranslation("customers");
  const fuse = useFuse(conversation);
  const due = useDueWords(conversation, fuse);
  const channel = useChannelName(conversation.channel);
  return (
    <li>
      <button type="button" className="clip" onClick={() => openConversation(conversation.id)}>
        {t("answerIn", { channel })}
      </button>
      <span className={`due ${fuse.look}`}>{due.short}</span>
      <Fuse state={fuse} />
    </li>
  );
}
