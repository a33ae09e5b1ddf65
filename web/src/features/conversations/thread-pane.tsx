import type { ConversationSummary } from "@amends/server/contract";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { inbox, threads } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import type { Thread } from "../../live/thread-store.ts";
import { Button } from "../../ui/button.tsx";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { Composer } from "../composer/composer.tsx";
import { prefetchNeighbours } from "../inbox/current.ts";
import { MailNewcomers } from "../mail/mail-recipients.tsx";
import { MessageList } from "../messages/message-list.tsx";
import { ThreadHeader } from "./thread-header.tsx";
import { usePresence } from "./use-presence.ts";

/** One conversation: who and by when, what was said, and where the answer is written. */
export function ThreadPane({ id }: { id: string }) {
  const { t } = useTranslation("inbox");
  const conversation = useSelected(inbox, (state) => state.byId.get(id));
  const thread = useSelected(threads, (all) => all.get(id));
  const ready = useSelected(inbox, (state) => state.status === "ready");
  useFetched(id, thread, conversation, ready);
  usePresence(id);
  const loading = !thread || thread.status === "loading";
  return (
    <main className="pane thread" aria-label={t("thread.with", { name: conversation?.customer.name ?? "" })}>
      <QuietLoading on={loading && thread?.messages.length !== 0} />
      {conversation && <ThreadHeader conversation={conversation} />}
      {thread?.status === "failed" && thread.messages.length === 0 ? (
        <ThreadFailed id={id} problem={thread.problem} />
      ) : (
        <MessageList key={`messages-${id}`} id={id} thread={thread} conversation={conversation} />
      )}
      {conversation && <MailNewcomers conversation={conversation} />}
      {conversation && <Composer key={`composer-${id}`} conversation={conversation} />}
    </main>
  );
}

function ThreadFailed({ id, problem }: { id: string; problem: unknown }) {
  const { t } = useTranslation();
  const reason = problem instanceof Error ? problem.message : t("problem.network");
  return (
    <div className="pane-words grow" role="alert">
      <p>{t("load.failed", { reason })}</p>
      <Button onClick={() => void threads.open(id)}>{t("act.retry")}</Button>
    </div>
  );
}

function useFetched(
  id: string,
  thread: Thread | undefined,
  known: ConversationSummary | undefined,
  ready: boolean,
): void {
  const stale = thread?.stale ?? false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a thread that became doubtful is fetched again
  useEffect(() => {
    const opened = threads.open(id);
    const later = setTimeout(() => void opened.then(prefetchNeighbours), 60);
    return () => clearTimeout(later);
  }, [id, stale]);
  const isUnknown = ready && known === undefined;
  useEffect(() => {
    if (!isUnknown) return;
    // Closed, or beyond what the snapshot holds: somebody followed a link to it.
    void api
      .get<ConversationSummary>(`/conversations/${id}`)
      .then((found) => inbox.learn([found]))
      .catch(() => {});
  }, [id, isUnknown]);
  const me = useSelected(inbox, (state) => state.snapshot?.me);
  const mentionsMe = known?.mentioned.some((each) => each === me) ?? false;
  useEffect(() => {
    if (!mentionsMe) return;
    const patch = (each: ConversationSummary) => ({
      ...each,
      mentioned: each.mentioned.filter((one) => one !== me),
    });
    const request = () => api.send("PUT", `/conversations/${id}/read`);
    // Seen long enough to have been read, not only passed by.
    const timer = setTimeout(
      () => void inbox.change({ conversations: [id], patch, request }).catch(() => {}),
      1500,
    );
    return () => clearTimeout(timer);
  }, [id, mentionsMe, me]);
}
