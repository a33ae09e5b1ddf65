import { lazy, type RefObject, Suspense } from "react";
import { useKeys } from "../../app/use-command.ts";
import { keyCaps } from "../../ui/key-names.ts";
import type { EditorGuard, EditorHandle } from "../editor/editor-handle.ts";
import type { Found } from "./finding.ts";
import { GuardSaid } from "./guard-said.tsx";
import type { GuardHold } from "./use-guard.ts";

const GuardCard = lazy(() => import("./guard-card.tsx").then((module) => ({ default: module.GuardCard })));
const GuardList = lazy(() => import("./guard-list.tsx").then((module) => ({ default: module.GuardList })));

type UnderProps = {
  guard: GuardHold;
  text: string;
  language: string | null;
  card: RefObject<HTMLFieldSetElement | null>;
  isWanted: RefObject<boolean>;
  handle: RefObject<EditorHandle | null>;
  onReason: () => void;
};

/** What the guard says, under the words it is about; fetched when there is something to say for the first time. */
export function GuardUnder({ guard, text, language, card, isWanted, handle, onReason }: UnderProps) {
  const keys = useKeys("write.finding");
  const toWords = ({ span }: Found) => {
    if (span) handle.current?.select(span[1], span[1]);
    else handle.current?.focus();
  };
  return (
    <>
      <GuardSaid guard={guard} keys={keys && keyCaps(keys).join(" ")} />
      {guard.current && (
        <Suspense>
          {handle.current?.isPlain && (
            <GuardList text={text} findings={guard.findings} onPick={(each) => guard.choose(each.key)} />
          )}
          <GuardCard
            guard={guard}
            language={language}
            card={card}
            isWanted={isWanted}
            onWords={toWords}
            onReason={onReason}
          />
        </Suspense>
      )}
    </>
  );
}

/** The guard as an editor needs it. */
export function editorGuard(guard: GuardHold, text: string): EditorGuard {
  const { marks, current, isCaretIn, use, setCaret } = guard;
  return {
    text,
    marks,
    onCaret: setCaret,
    onTab: () => current !== null && isCaretIn && use(current),
  };
}
