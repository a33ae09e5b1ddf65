import { type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CommandOffer } from "../../app/command-registry.ts";
import { useCommand, useKeys } from "../../app/use-command.ts";
import type { DraftKind } from "../../live/draft-store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import type { EditorHandle } from "../editor/editor-handle.ts";
import { bodyFor, findReplies, savedReplies } from "../editor/saved-replies.ts";
import { GuardCount } from "../guard/guard-count.tsx";
import type { GuardHold } from "../guard/use-guard.ts";
import type { Send } from "./use-send.ts";

type BarProps = {
  kind: DraftKind;
  send: Send;
  onFiles: (files: File[]) => void;
  handle: RefObject<EditorHandle | null>;
  fill: (body: string) => string;
  language: string | null;
  guard: GuardHold;
  onGuard: () => void;
};

export function ComposerBar({ kind, send, onFiles, handle, fill, language, guard, onGuard }: BarProps) {
  const { t, i18n } = useTranslation("inbox");
  const files = useRef<HTMLInputElement>(null);
  const sendKeys = useKeys("write.send");
  const closeKeys = useKeys("write.sendAndClose");
  const isStopped = guard.findings.some((each) => each.blocks);
  const offer = () => handle.current?.insert("/");
  // In the palette: "macro refund" puts the reply in, filled for this customer.
  const offersFor = (words: string): CommandOffer[] =>
    findReplies(savedReplies.get(), words).map((reply) => {
      const text = fill(bodyFor(reply, language, i18n.language));
      return {
        id: `reply ${reply.id}`,
        title: reply.title,
        detail: text,
        run: () => handle.current?.insert(text),
      };
    });
  useCommand("write.savedReply", offer, { offersFor });
  useCommand("write.attach", () => files.current?.click());
  return (
    <div className="bar">
      <IconButton className="tool" icon="slash" label={t("write.saved")} keys="/" onClick={offer} />
      <IconButton
        className="tool"
        icon="clip"
        label={t("write.attach")}
        onClick={() => files.current?.click()}
      />
      <input
        ref={files}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <span className="grow" />
      {send.blocked && (
        <span className="meta blocked" role="status">
          {send.blocked}
        </span>
      )}
      {!send.blocked && <GuardCount guard={guard} onGuard={onGuard} />}
      {kind === "reply" && !send.isEmpty && !send.blocked && !isStopped && (
        <Button look="bare" className="hide-s" keys={closeKeys} onClick={() => send.now(true)}>
          {t("write.sendAndClose")}
        </Button>
      )}
      <Button
        look={kind === "reply" ? "main" : "plain"}
        className={kind === "note" ? "note-send" : ""}
        keys={sendKeys}
        aria-disabled={send.blocked !== null}
        onClick={() => send.now(false)}
      >
        {send.blocked || isStopped
          ? t("write.cannotYet")
          : t(kind === "reply" ? "write.send" : "write.addNote")}
      </Button>
    </div>
  );
}
