import type { TimelineEntry } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { dayName, fullTime, isSameDay, shortTime } from "../../app/format.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ChannelIcon, useChannelName } from "../inbox/channel-mark.tsx";
import { openConversation } from "../inbox/current.ts";
import { loadEarlier } from "./customer-store.ts";

type Conversation = Extract<TimelineEntry, { kind: "conversation" }>;
type Merge = Exclude<TimelineEntry, { kind: "conversation" }>;
type TimelineProps = {
  id: string;
  timeline: readonly TimelineEntry[];
  hasMore: boolean;
  here: string | null;
};

/** One life, all channels: every other conversation with this person, the latest first. */
export function CustomerTimeline({ id, timeline, hasMore, here }: TimelineProps) {
  const { t } = useTranslation("customers");
  const others = timeline.filter((each) => each.id !== here);
  return (
    <section>
      <h3>{t("before")}</h3>
      {others.length === 0 && <p className="meta">{t("first")}</p>}
      <ul className="hist">
        {others.map((each) =>
          each.kind === "conversation" ? (
            <ConversationLine key={each.id} conversation={each} />
          ) : (
            <MergeLine key={`${each.kind}${each.id}`} merge={each} />
          ),
        )}
      </ul>
      {hasMore && (
        <Button look="bare" small onClick={() => void loadEarlier(id).catch(() => {})}>
          {t("earlier")}
        </Button>
      )}
    </section>
  );
}

function ConversationLine({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("customers");
  const channel = useChannelName(conversation.channel);
  return (
    <li>
      <button type="button" className="copy" onClick={() => openConversation(conversation.id)}>
        <span data-hint={channel}>
          <ChannelIcon channel={conversation.channel} />
        </span>
        <bdi className="clip">{conversation.subject ?? (conversation.last.preview || channel)}</bdi>
      </button>
      <span className="meta num">
        {conversation.status !== "resolved" && (
          <b>{t(conversation.status === "open" ? "open" : "asleep")} </b>
        )}
        <When at={conversation.last.at} />
      </span>
    </li>
  );
}

function MergeLine({ merge }: { merge: Merge }) {
  const { t } = useTranslation("customers");
  const name = merge.other.name ?? t("nameless");
  return (
    <li>
      <Icon name={merge.kind === "merge" ? "merge" : "split"} />
      <span className="clip meta">
        {t(merge.kind === "merge" ? "merge.line" : "merge.lineApart", { name })}
      </span>
      <span className="meta num">
        <When at={merge.at} />
      </span>
    </li>
  );
}

function When({ at: text }: { at: string }) {
  const { i18n } = useTranslation();
  const at = Date.parse(text);
  const now = Date.now();
  return (
    <time dateTime={text} data-hint={fullTime(at, i18n.language)}>
      {isSameDay(at, now) ? shortTime(at, i18n.language, now) : dayName(at, i18n.language, now)}
    </time>
  );
}
