import { lazy, Suspense } from "react";
import { outbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import type { DraftKind } from "../../live/draft-store.ts";
import { restoreWords } from "../messages/take-back.ts";
import { type Found, foundIn, stopsIn } from "./finding.ts";

const BlockDialog = lazy(() =>
  import("./block-dialog.tsx").then((module) => ({ default: module.BlockDialog })),
);

type StopProps = {
  conversationId: string;
  kind: DraftKind;
  language: string | null;
  /** What the guard here stopped; null when it stopped nothing. */
  here: { text: string; findings: readonly Found[] } | null;
  onReason: (reason: string) => void;
  onBack: () => void;
};

/** The same question whether the guard here stops a text or the server's guard, which sees more, stops it later. */
export function GuardStop({ conversationId, kind, language, here, onReason, onBack }: StopProps) {
  const guarded = useSelected(outbox, (list) =>
    list.find(
      (each) => each.conversation_id === conversationId && each.kind === kind && each.state === "guarded",
    ),
  );
  if (here) {
    return (
      <Suspense>
        <BlockDialog
          what="answer"
          stops={stopsIn(here.text, language, here.findings)}
          onReason={onReason}
          onBack={onBack}
        />
      </Suspense>
    );
  }
  if (!guarded) return null;
  const back = () => {
    const words = outbox.takeBack(guarded.client_id);
    if (words) restoreWords(conversationId, words.kind, words.text, words.attachments);
  };
  return (
    <Suspense>
      <BlockDialog
        what="answer"
        stops={stopsIn(guarded.text, language, foundIn(guarded.text, guarded.findings ?? []))}
        onReason={(reason) => outbox.sendWithReason(guarded.client_id, reason)}
        onBack={back}
      />
    </Suspense>
  );
}
