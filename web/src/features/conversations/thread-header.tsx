import type { ConversationSummary } from "@amends/server/contract";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { languageName } from "../../app/format.ts";
import { TypedAhead } from "../../app/typed-ahead.tsx";
import { useCommand, useKeys } from "../../app/use-command.ts";
import { useMedia } from "../../app/use-media.ts";
import { useSelected } from "../../app/use-store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Fuse } from "../commitments/fuse.tsx";
import { useDueWords } from "../commitments/use-due-words.ts";
import { useFuse } from "../commitments/use-fuse.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { leaveFor, openConversation } from "../inbox/current.ts";
import { assign, close, reopen, wake } from "./acts.ts";
import { ThreadPresence } from "./thread-presence.tsx";

const ThreadMenus = lazy(() =>
  import("./thread-menus.tsx").then((module) => ({ default: module.ThreadMenus })),
);
export type OpenMenu =
  | "snooze"
  | "assign"
  | "more"
  | "tag"
  | "priority"
  | "rename"
  | "reason"
  | "solved"
  | "panel"
  | null;

export function ThreadHeader({ conversation }: { conversation: ConversationSummary }) {
  const { t } = useTranslation("inbox");
  const fuse = useFuse(conversation);
  const due = useDueWords(conversation, fuse);
  const title = conversation.subject ?? conversation.customer.name ?? t("row.nameless");
  return (
    <>
      <header className="th">
        <IconButton
          className="backlink"
          icon="back"
          size={20}
          turns
          label={t("thread.back")}
          onClick={() => openConversation(null)}
        />
        <div className="tt">
          <h2 className="clip" dir="auto">
            {title}
          </h2>
          <HeaderFacts conversation={conversation} />
        </div>
        <div className="owed">
          <span className={`due ${fuse.look === "calm" ? "" : fuse.look}`}>{due.sentence}</span>
          <Fuse state={fuse} wide />
        </div>
        <HeaderActs conversation={conversation} />
      </header>
      <ThreadPresence conversationId={conversation.id} />
    </>
  );
}

function HeaderFacts({ conversation }: { conversation: ConversationSummary }) {
  const { t, i18n } = useTranslation("inbox");
  const channel = useChannelName(conversation.channel);
  const language = languageName(conversation.language, i18n.language);
  const me = useSelected(inbox, (state) => state.snapshot?.me);
  const owner = useSelected(
    inbox,
    (state) => state.snapshot?.members.find((each) => each.id === conversation.assignee_id)?.name,
  );
  const whose =
    conversation.assignee_id === null
      ? t("thread.nobodys")
      : conversation.assignee_id === me
        ? t("thread.yours")
        : t("thread.owners", { name: owner ?? t("member.somebody") });
  const priority = conversation.priority === "normal" ? null : t(`priority.${conversation.priority}`);
  const facts = [channel, language, whose, priority, ...conversation.tags].filter(Boolean);
  return (
    <p className="meta clip">
      {conversation.subject && (
        <>
          <b>
            <bdi>{conversation.customer.name ?? t("row.nameless")}</bdi>
          </b>
          {" · "}
        </>
      )}
      {facts.join(" · ")}
    </p>
  );
}

function HeaderActs({ conversation }: { conversation: ConversationSummary }) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState<OpenMenu>(null);
  const anchors = {
    snooze: useRef<HTMLButtonElement>(null),
    assign: useRef<HTMLButtonElement>(null),
    more: useRef<HTMLButtonElement>(null),
  };
  const isPhone = useMedia("(max-width: 860px)");
  const closeKeys = useKeys("conversation.close");
  const snoozeKeys = useKeys("conversation.snooze");
  const assignKeys = useKeys("conversation.assign");
  const { id, status } = conversation;
  const closeIt = () => {
    if (conversation.unanswered > 0) return setOpen("reason");
    leaveFor(id);
    void close(id);
  };
  useThreadCommands(conversation, setOpen, closeIt);
  return (
    <div className="acts">
      {conversation.assignee_id === null && !isPhone && (
        <Button small onClick={() => void assign(id, inbox.get().snapshot?.me ?? null)}>
          {t("act.take")}
        </Button>
      )}
      <IconButton
        ref={anchors.snooze}
        className="wide-only"
        icon="clock"
        label={t("act.snooze")}
        keys={snoozeKeys}
        aria-haspopup="dialog"
        onClick={() => setOpen("snooze")}
      />
      <IconButton
        ref={anchors.assign}
        className="wide-only"
        icon="handOff"
        turns
        label={t("act.assign")}
        keys={assignKeys}
        aria-haspopup="dialog"
        onClick={() => setOpen("assign")}
      />
      <IconButton
        ref={anchors.more}
        icon="more"
        label={t("act.more", { ns: "app" })}
        aria-haspopup="menu"
        onClick={() => setOpen("more")}
      />
      {status === "resolved" ? (
        <Button small className="wide-only" onClick={() => void reopen(id)}>
          {t("act.reopen")}
        </Button>
      ) : status === "snoozed" ? (
        <Button small className="wide-only" onClick={() => void wake(id)}>
          {t("act.wake")}
        </Button>
      ) : (
        <Button small className="wide-only" keys={closeKeys} onClick={closeIt}>
          {t("act.close")}
        </Button>
      )}
      {open && (
        <Suspense fallback={<TypedAhead />}>
          <ThreadMenus
            conversation={conversation}
            open={open}
            setOpen={setOpen}
            anchors={isPhone ? { snooze: anchors.more, assign: anchors.more, more: anchors.more } : anchors}
            closeIt={closeIt}
          />
        </Suspense>
      )}
    </div>
  );
}

function useThreadCommands(
  conversation: ConversationSummary,
  setOpen: (open: OpenMenu) => void,
  closeIt: () => void,
): void {
  const { id, status } = conversation;
  useCommand("conversation.snooze", () => setOpen("snooze"), { when: () => status !== "resolved" });
  useCommand("conversation.assign", () => setOpen("assign"));
  useCommand("conversation.tag", () => setOpen("tag"));
  useCommand("conversation.priority", () => setOpen("priority"));
  useCommand("conversation.rename", () => setOpen("rename"));
  useCommand("conversation.close", closeIt, { when: () => status !== "resolved" });
  useCommand("conversation.reopen", () => void reopen(id), { when: () => status === "resolved" });
  useCommand("conversation.wake", () => void wake(id), { when: () => status === "snoozed" });
  useCommand("conversation.take", () => void assign(id, inbox.get().snapshot?.me ?? null), {
    when: () => conversation.assignee_id !== inbox.get().snapshot?.me,
  });
  useCommand(
    "conversation.copyLink",
    () => void navigator.clipboard?.writeText(`${location.origin}/inbox/all/${id}`),
  );
  useCommand("app.back", () => openConversation(null));
}
