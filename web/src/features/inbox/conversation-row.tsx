import type { ConversationSummary } from "@amends/server/contract";
import { type MouseEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { Icon } from "../../ui/icon.tsx";
import { RowFailures } from "../audit/row-failures.tsx";
import { selection, selectThrough, toggleSelected } from "../bulk/selection.ts";
import { Fuse } from "../commitments/fuse.tsx";
import { useDueWords } from "../commitments/use-due-words.ts";
import { useFuse } from "../commitments/use-fuse.ts";
import { ChannelIcon, useChannelName } from "./channel-mark.tsx";
import { current, openConversation, shownOrder } from "./current.ts";
import { RowPresence } from "./row-presence.tsx";

type RowProps = { id: string; view: string; position: number; count: number };

/** Reads its own conversation from the store: an event paints the row it is about and no other. */
export const ConversationRow = memo(function ConversationRow({ id, view, position, count }: RowProps) {
  const conversation = useSelected(inbox, (state) => state.byId.get(id));
  const isCurrent = useSelected(current, (open) => open === id);
  const isSelected = useSelected(selection, (chosen) => chosen.has(id));
  if (!conversation) return null;
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.altKey) return;
    event.preventDefault();
    if (event.shiftKey) selectThrough(id, shownOrder.get());
    else if (event.metaKey || event.ctrlKey) toggleSelected(id);
    else openConversation(id);
  };
  const customerLast = isCustomersWord(conversation);
  const classes = [
    "row",
    customerLast ? "theirs" : "ours",
    isCurrent ? "sel" : "",
    isSelected ? "picked" : "",
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list
    <div className={classes.join(" ")} role="listitem" aria-setsize={count} aria-posinset={position}>
      <span className="turn" aria-hidden="true" />
      <a
        href={`/inbox/${view}/${id}`}
        aria-current={isCurrent ? "true" : undefined}
        onClick={onClick}
        draggable={false}
      >
        <RowWords conversation={conversation} customerLast={customerLast} />
      </a>
      <SelectMark id={id} name={conversation.customer.name} isSelected={isSelected} />
    </div>
  );
});

function RowWords({
  conversation,
  customerLast,
}: {
  conversation: ConversationSummary;
  customerLast: boolean;
}) {
  const { t } = useTranslation("inbox");
  const fuse = useFuse(conversation);
  const due = useDueWords(conversation, fuse);
  const channel = useChannelName(conversation.channel);
  return (
    <>
      <span className="ch" data-hint={channel}>
        <ChannelIcon channel={conversation.channel} />
        <span className="sr">{channel}</span>
      </span>
      <span className="who clip">
        <bdi>{conversation.customer.name ?? t("row.nameless")}</bdi>
        {conversation.unanswered > 1 && (
          <span className="n">
            {conversation.unanswered}
            <span className="sr"> {t("row.unanswered")}</span>
          </span>
        )}
        <RowFailures failures={conversation.failures} />
        <RowPresence conversationId={conversation.id} />
      </span>
      <span className={`due ${fuse.look}`}>
        <span aria-hidden="true">{due.short}</span>
        <span className="sr">{due.sentence}</span>
      </span>
      <span className="snip clip" lang={conversation.language ?? undefined} dir="auto">
        <RowOpening conversation={conversation} customerLast={customerLast} />
        {conversation.last.preview || t("row.noText")}
      </span>
      <Fuse state={fuse} />
    </>
  );
}

/** Who spoke, before their words; and why a sleeping conversation is back. */
function RowOpening({
  conversation,
  customerLast,
}: {
  conversation: ConversationSummary;
  customerLast: boolean;
}) {
  const { t } = useTranslation("inbox");
  const me = useSelected(inbox, (state) => state.snapshot?.me);
  const back =
    conversation.returned === "time"
      ? t("row.backTime")
      : conversation.returned === "customer"
        ? t("row.backCustomer")
        : null;
  const author = conversation.last.author;
  const first = author?.id === me ? t("row.you") : (author?.name?.split(" ")[0] ?? t("row.us"));
  return (
    <>
      {back && <span className="back">{back} </span>}
      {customerLast ? <span className="sr">{t("row.customerLast")} </span> : author && <b>{first}: </b>}
    </>
  );
}

function SelectMark({ id, name, isSelected }: { id: string; name: string | null; isSelected: boolean }) {
  const { t } = useTranslation("inbox");
  return (
    // biome-ignore lint/a11y/useSemanticElements: shift-click needs the event of a button
    <button
      type="button"
      role="checkbox"
      className="pick"
      tabIndex={-1}
      aria-checked={isSelected}
      aria-label={t("row.select", { name: name ?? t("row.nameless") })}
      onClick={(event) => (event.shiftKey ? selectThrough(id, shownOrder.get()) : toggleSelected(id))}
    >
      {isSelected && <Icon name="check" />}
    </button>
  );
}

/** The customer spoke last and waits. We may owe something all the same where we spoke last (a call back). */
export function isCustomersWord(conversation: ConversationSummary): boolean {
  return conversation.turn === "ours" && conversation.last.kind !== "reply";
}
