import type { ConversationSummary } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { dayName, isSameDay, shortTime } from "../../app/format.ts";
import { ChannelIcon, useChannelName } from "../inbox/channel-mark.tsx";
import { openConversation } from "../inbox/current.ts";

type TimelineProps = { timeline: readonly ConversationSummary[]; here: string | null };

/** One life, all channels: every other conversation with this person, the latest first. */
export function CustomerTimeline({ timeline, here }: TimelineProps) {
  const { t } = useTranslation("customers");
  const others = timeline.filter((each) => each.id !== here);
  return (
    <section>
      <h3>{t("before")}</h3>
      {others.length === 0 ? (
        <p className="meta">{t("first")}</p>
      ) : (
        <ul className="hist">
          {others.map((each) => (
            <TimelineRow key={each.id} conversation={each} />
          ))}
        </ul>
      )}
    </section>
  );
}

function TimelineRow({ conversation }: { conversation: ConversationSummary }) {
  const { t, i18n } = useTranslation("customers");
  const channel = useChannelName(conversation.channel);
  const at = Date.parse(conversation.last.at);
  const now = Date.now();
  const when = isSameDay(at, now) ? shortTime(at, i18n.language, now) : dayName(at, i18n.language, now);
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
        <time dateTime={conversation.last.at}>{when}</time>
      </span>
    </li>
  );
}
