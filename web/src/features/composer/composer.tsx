import type { ConversationSummary } from "@amends/server/contract";
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { runCommand } from "../../app/command-registry.ts";
import { drafts } from "../../app/desk.ts";
import { languageName } from "../../app/format.ts";
import { session } from "../../app/session.ts";
import { useCommand } from "../../app/use-command.ts";
import { useStore } from "../../app/use-store.ts";
import { type DraftKind, isEmpty } from "../../live/draft-store.ts";
import { Icon } from "../../ui/icon.tsx";
import { doing } from "../conversations/use-presence.ts";
import type { EditorHandle } from "../editor/editor-handle.ts";
import { PlainEditor } from "../editor/plain-editor.tsx";
import { needSavedReplies } from "../editor/saved-replies.ts";
import { emptyVariables, fillVariables, firstNameOf } from "../editor/variables.ts";
import { GuardStop } from "../guard/guard-stop.tsx";
import { editorGuard, GuardUnder } from "../guard/guard-under.tsx";
import { useGuard } from "../guard/use-guard.ts";
import { MailRecipientsLine } from "../mail/mail-recipients.tsx";
import { CollisionCard } from "./collision-card.tsx";
import { ComposerBar } from "./composer-bar.tsx";
import { ComposerFiles } from "./composer-files.tsx";
import { Edge } from "./edge.tsx";
import { MissingFileCard } from "./missing-file-card.tsx";
import { useDraft, useServerDrafts } from "./use-draft.ts";
import { useSeen } from "./use-seen.ts";
import { useSend } from "./use-send.ts";
import { useUploads } from "./use-uploads.ts";

const RichEditor = lazy(() =>
  import("../editor/rich-editor.tsx").then((module) => ({ default: module.RichEditor })),
);
const quietAfterMs = 5000;

export function Composer({ conversation }: { conversation: ConversationSummary }) {
  const { id } = conversation;
  const [kind, setKind] = useState<DraftKind>(() => firstKind(id));
  const handle = useRef<EditorHandle>(null);
  const wantsFocus = useRef(false);
  const open = (next: DraftKind) => {
    if (next === kind) return handle.current?.focus();
    wantsFocus.current = true;
    setKind(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows a change of kind
  useEffect(() => {
    if (wantsFocus.current) handle.current?.focus();
    wantsFocus.current = false;
  }, [kind]);
  useCommand("conversation.reply", () => open("reply"));
  useCommand("conversation.note", () => open("note"));
  return (
    <section className="composer">
      <Edge conversation={conversation} />
      <Field key={kind} conversation={conversation} kind={kind} onKind={open} handle={handle} />
    </section>
  );
}

type FieldProps = {
  conversation: ConversationSummary;
  kind: DraftKind;
  onKind: (kind: DraftKind) => void;
  handle: React.RefObject<EditorHandle | null>;
};

/** Everything in here belongs to one conversation and one kind, and is made anew for another. */
function Field({ conversation, kind, onKind, handle }: FieldProps) {
  const { t, i18n } = useTranslation("inbox");
  const { id } = conversation;
  const draft = useDraft(id, kind);
  const field = useRef<HTMLDivElement>(null);
  const isWriting = useCallback(() => field.current?.contains(document.activeElement) ?? false, []);
  useServerDrafts(id, isWriting);
  useEffect(() => void needSavedReplies(), []);
  const uploads = useUploads(id, kind);
  const { generation, takesFocus } = draft;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each new editor
  useEffect(() => {
    if (takesFocus) handle.current?.focus();
  }, [generation]);
  const gaps = emptyVariables(draft.text);
  const seen = useSeen(id);
  const guard = useGuard({ conversation, kind, text: draft.text, handle });
  const uploading = uploads.running.length;
  const send = useSend({ conversation, kind, draft, seen, gaps, uploading, handle, guard });
  const card = useRef<HTMLFieldSetElement>(null);
  const isCardWanted = useRef(false);
  const toCard = () => {
    if (card.current) card.current.focus();
    else isCardWanted.current = true;
  };
  const onChange = useWriting(kind, draft.write);
  const me = useStore(session)?.member.name ?? null;
  const name = conversation.customer.name;
  const fill = (body: string) =>
    fillVariables(body, {
      "customer.name": name,
      "customer.first_name": firstNameOf(name),
      "member.name": me,
      "member.first_name": firstNameOf(me),
      "conversation.subject": conversation.subject,
    });
  const language = kind === "reply" ? conversation.language : null;
  const editor = {
    kind,
    initialText: draft.text,
    placeholder: t(kind === "reply" ? "write.reply" : "write.note", {
      name: firstNameOf(name) ?? t("row.nameless"),
    }),
    label: t(kind === "reply" ? "write.replyLabel" : "write.noteLabel", { name: name ?? t("row.nameless") }),
    language,
    onChange,
    onFiles: uploads.add,
    // Out of the words and into the thread: from there every letter is a command again.
    onEscape: () => field.current?.closest(".thread")?.querySelector<HTMLElement>(".msgs")?.focus(),
    fill,
    guard: editorGuard(guard, draft.text),
  };
  useCommand("write.finding", toCard, { when: () => guard.current !== null });
  useCommand("write.send", () => send.now(false), { when: isWriting });
  useCommand("write.sendAndClose", () => send.now(true), { when: () => isWriting() && kind === "reply" });
  useCommand("write.discard", () => draft.drop(true), { when: () => draft.text !== "" });
  return (
    <>
      <CollisionCard conversationId={id} kind={kind} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file has a button below */}
      <div
        ref={field}
        className={`field ${kind}`}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          if (event.dataTransfer.files.length === 0 || event.defaultPrevented) return;
          event.preventDefault();
          uploads.add(event.dataTransfer.files);
        }}
      >
        <div className="to">
          <KindTabs kind={kind} onKind={onKind} />
          <span className="grow" />
          {kind === "note" ? (
            <span className="meta">
              <Icon name="lock" /> {t("note.onlyUsHere")}
            </span>
          ) : (
            language && (
              <span className="meta">
                <Icon name="globe" /> {languageName(language, i18n.language)}
              </span>
            )
          )}
        </div>
        {kind === "reply" && <MailRecipientsLine conversation={conversation} />}
        <Suspense fallback={<PlainEditor key={draft.generation} handle={handle} {...editor} />}>
          <RichEditor key={draft.generation} handle={handle} {...editor} />
        </Suspense>
        <GuardUnder
          guard={guard}
          text={draft.text}
          language={language}
          card={card}
          isWanted={isCardWanted}
          handle={handle}
          onReason={() => send.now(false)}
        />
        {send.missesFile && (
          <MissingFileCard
            onAttach={() => {
              send.missesFile?.dismiss();
              runCommand("write.attach");
            }}
            onSend={send.missesFile.sendWithout}
            onBack={() => {
              send.missesFile?.dismiss();
              handle.current?.focus();
            }}
          />
        )}
        <ComposerFiles files={draft.attachments} running={uploads.running} onRemove={draft.setAttachments} />
        <ComposerBar
          kind={kind}
          send={send}
          onFiles={uploads.add}
          handle={handle}
          fill={fill}
          language={language}
          guard={guard}
          onGuard={toCard}
        />
      </div>
      <GuardStop
        conversationId={id}
        kind={kind}
        language={language}
        here={send.stopped}
        onReason={send.withReason}
        onBack={send.back}
      />
    </>
  );
}

function KindTabs({ kind, onKind }: { kind: DraftKind; onKind: (kind: DraftKind) => void }) {
  const { t } = useTranslation("inbox");
  return (
    <div role="tablist" aria-label={t("write.what")} className="kinds">
      {(["reply", "note"] as const).map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          aria-selected={each === kind}
          className={each === kind ? "on" : ""}
          data-hint={t(`write.${each}Hint`)}
          data-hint-keys={each === "reply" ? "r" : "n"}
          onClick={() => onKind(each)}
        >
          {each === "note" && <Icon name="lock" />}
          {t(`write.${each}Tab`)}
        </button>
      ))}
    </div>
  );
}

/** A note that was begun is what somebody comes back to; otherwise one answers. */
function firstKind(id: string): DraftKind {
  const note = drafts.read(id, "note");
  const reply = drafts.read(id, "reply");
  return note && !isEmpty(note) && (!reply || isEmpty(reply)) ? "note" : "reply";
}

/** Writes the draft, and tells colleagues that and what somebody writes. */
function useWriting(kind: DraftKind, write: (text: string) => void): (text: string) => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      doing.set("viewing");
    },
    [],
  );
  return (text) => {
    write(text);
    doing.set(kind === "reply" ? "replying" : "noting");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => doing.set("viewing"), quietAfterMs);
  };
}
