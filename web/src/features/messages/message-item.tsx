import type { Message } from "@amends/server/contract";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { clockTime, fullTime } from "../../app/format.ts";
import { useSelected } from "../../app/use-store.ts";
import { Icon } from "../../ui/icon.tsx";
import { MailHead } from "../mail/mail-head.tsx";
import { MailMore } from "../mail/mail-more.tsx";
import { MailState, MailTrouble } from "../mail/mail-state.tsx";
import { Attachments } from "./attachments.tsx";
import { HeldBar } from "./held-bar.tsx";
import { MessageFailure } from "./message-failure.tsx";
import { MessageWords } from "./message-words.tsx";
import { UnreadableItem } from "./unreadable-item.tsx";

type ItemProps = { message: Message; waits: boolean; language: string | null };

export const MessageItem = memo(function MessageItem({ message, waits, language }: ItemProps) {
  if (message.kind === "note") return <Note message={message} language={language} />;
  const theirs = message.kind === "inbound";
  const unreadable = message.event?.type === "unreadable";
  return (
    <article
      id={message.id}
      tabIndex={-1}
      className={`msg ${theirs ? "theirs" : "ours"} ${waits ? "last" : ""} ${message.state}`}
    >
      <p className="by">
        <Author message={message} />
        <When at={message.sent_at} />
        {!theirs && <MailState message={message} otherwise={<StateMark state={message.state} />} />}
      </p>
      <MailHead message={message} />
      <div className="b" lang={language ?? undefined}>
        {unreadable ? <UnreadableItem message={message} /> : <MessageWords text={message.text} />}
        {!unreadable && <Attachments list={message.attachments} />}
        <MailMore message={message} />
      </div>
      {!theirs && <MailTrouble message={message} />}
      {message.state === "held" && <HeldBar message={message} />}
      {message.state === "failed" && <MessageFailure message={message} />}
    </article>
  );
});

function Note({ message, language }: { message: Message; language: string | null }) {
  const { t } = useTranslation("inbox");
  const names = useSelected(
    inbox,
    (state) =>
      (state.snapshot?.members ?? [])
        .filter((each) => message.mentions.includes(each.id as never))
        .map((each) => each.name),
    (a, b) => a.join() === b.join(),
  );
  return (
    <article className="msg note">
      <p className="by">
        <Icon name="lock" />
        <span>
          <b>{t("note.title")}</b>, {t("note.onlyUs")} · <Author message={message} plain />
        </span>
        <When at={message.sent_at} />
      </p>
      <div className="b" lang={language ?? undefined}>
        <MessageWords text={message.text} mentions={names} />
        <Attachments list={message.attachments} />
      </div>
    </article>
  );
}

function Author({ message, plain = false }: { message: Message; plain?: boolean }) {
  const { t } = useTranslation("inbox");
  const { kind, name } = message.author;
  const words =
    kind === "customer"
      ? (name ?? t("row.nameless"))
      : kind === "member"
        ? (name?.split(" ")[0] ?? t("member.somebody"))
        : (name ?? t(kind === "bot" ? "member.bot" : kind === "token" ? "member.token" : "member.system"));
  return plain ? <bdi>{words}</bdi> : <b dir="auto">{words}</b>;
}

function When({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const ms = Date.parse(at);
  return (
    <time dateTime={at} data-hint={fullTime(ms, i18n.language)}>
      {clockTime(ms, i18n.language)}
    </time>
  );
}

/** Small and true: what is known about where the words are now. */
function StateMark({ state }: { state: Message["state"] }) {
  const { t } = useTranslation("inbox");
  if (state === "received" || state === "withdrawn") return null;
  const icon = state === "failed" ? "alert" : state === "read" || state === "delivered" ? "check" : null;
  return (
    <span className={`meta state-${state}`} data-hint={t(`stateWhy.${state}`)}>
      {icon && <Icon name={icon} />} {t(`state.${state}`)}
    </span>
  );
}
