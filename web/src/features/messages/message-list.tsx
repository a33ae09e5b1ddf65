import type { ConversationSummary, Message } from "@amends/server/contract";
import { Fragment, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { outbox, threads } from "../../app/desk.ts";
import { isSameDay, longDay } from "../../app/format.ts";
import { useSelected } from "../../app/use-store.ts";
import type { Outgoing } from "../../live/outbox.ts";
import type { Thread } from "../../live/thread-store.ts";
import { Button } from "../../ui/button.tsx";
import { CustomerTyping } from "./customer-typing.tsx";
import { MessageItem } from "./message-item.tsx";
import { OutgoingItem } from "./outgoing-item.tsx";
import { SystemLine } from "./system-line.tsx";

type ListProps = { id: string; thread: Thread | undefined; conversation: ConversationSummary | undefined };

/** Grows from the bottom: the newest words stand above the composer, and older pages join without a jump. */
export function MessageList({ id, thread, conversation }: ListProps) {
  const { t } = useTranslation("inbox");
  const scroller = useRef<HTMLDivElement>(null);
  const messages = useMemo(
    () => (thread?.messages ?? []).filter((each) => each.state !== "withdrawn"),
    [thread?.messages],
  );
  const outgoing = useOutgoing(id, messages);
  const waiting =
    conversation?.turn === "ours" ? messages.findLast((each) => each.kind === "inbound") : undefined;
  const isWaiting =
    waiting &&
    !messages.some(
      (each) => each.kind === "reply" && each.created_at > waiting.created_at && each.state !== "held",
    );
  useStayAtEnd(scroller, messages.at(-1)?.id, outgoing.length);
  return (
    <div ref={scroller} className="scroll msgs" tabIndex={-1}>
      <div
        className="col"
        role="log"
        aria-label={t("thread.messages")}
        aria-live="polite"
        aria-relevant="additions"
      >
        {thread?.older && <OlderButton id={id} scroller={scroller} />}
        {messages.map((message, at) => (
          <Fragment key={message.id}>
            <DayLine before={messages[at - 1]} message={message} />
            {message.kind === "system" ? (
              <SystemLine message={message} />
            ) : (
              <MessageItem
                message={message}
                waits={isWaiting === true && message.id === waiting.id}
                language={conversation?.language ?? null}
              />
            )}
          </Fragment>
        ))}
        {outgoing.map((each) => (
          <OutgoingItem key={each.client_id} outgoing={each} language={conversation?.language ?? null} />
        ))}
        <CustomerTyping conversationId={id} name={conversation?.customer.name ?? null} />
      </div>
    </div>
  );
}

function DayLine({ before, message }: { before: Message | undefined; message: Message }) {
  const { i18n } = useTranslation();
  const at = Date.parse(message.created_at);
  // The first day needs no line when it is today: the times say it.
  if (before ? isSameDay(Date.parse(before.created_at), at) : isSameDay(at, Date.now())) return null;
  return (
    <p className="ev day">
      <time dateTime={message.created_at}>{longDay(at, i18n.language)}</time>
    </p>
  );
}

/** What was sent from here and is not yet in the thread. */
function useOutgoing(id: string, messages: readonly Message[]): Outgoing[] {
  const all = useSelected(
    outbox,
    (list) => list.filter((each) => each.conversation_id === id),
    (a, b) => a.length === b.length && a.every((each, at) => each === b[at]),
  );
  return useMemo(() => {
    const written = new Set(messages.map((each) => each.client_id));
    return all.filter((each) => !written.has(each.client_id) && each.state !== "stopped");
  }, [all, messages]);
}

function OlderButton({ id, scroller }: { id: string; scroller: { current: HTMLDivElement | null } }) {
  const { t } = useTranslation("inbox");
  const mark = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    threads.loadOlder(id).catch(() => setFailed(true));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one watcher per thread is enough
  useEffect(() => {
    if (!mark.current) return;
    const watcher = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && load(), {
      root: scroller.current,
      rootMargin: "600px 0px 0px",
    });
    watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [id]);
  return (
    <div ref={mark} className="ev">
      <Button look="bare" small onClick={load}>
        {failed ? t("thread.olderFailed") : t("thread.older")}
      </Button>
    </div>
  );
}

/** New words come into sight when the end was in sight; somebody reading further up is left alone. */
function useStayAtEnd(
  scroller: { current: HTMLDivElement | null },
  lastId: string | undefined,
  sending: number,
): void {
  const before = useRef(sending);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves when the last message changes
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    // In a column that is laid out in reverse the end is at 0 and everything above it negative.
    const sentNow = sending > before.current;
    before.current = sending;
    if (sentNow || box.scrollTop > -120) box.scrollTop = 0;
  }, [lastId, sending]);
}
