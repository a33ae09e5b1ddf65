import type { ConversationSummary, GuardInput } from "@amends/server/contract";
import { wantedBy } from "@amends/server/rules";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { threads } from "../../app/desk.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import { type DraftKind, draftKey } from "../../live/draft-store.ts";
import { customers } from "../customers/customer-store.ts";
import type { EditorHandle } from "../editor/editor-handle.ts";
import type { GuardMark } from "../editor/guard-marks.ts";
import { decide, decided, decisionsOf } from "./decided.ts";
import { carriedOver, type Found, holds, improved, isAll, marksOf } from "./finding.ts";
import { type Advice, adviceIn, usualAdvice } from "./guard-api.ts";
import { isGuardReady } from "./guard-client.ts";
import { guardContext } from "./guard-input.ts";
import { hasWords, useJudging } from "./use-judging.ts";
import { sayable } from "./when-to-judge.ts";

/** Somebody who sends at once waits this long for the guard at most; the server's guard looks again anyway. */
const checkMs = 60;

export type GuardHold = {
  /** What is shown, the most harmful first. */
  findings: readonly Found[];
  /** The one whose card is open. */
  current: Found | null;
  /** Its findings as an editor stitches them. */
  marks: readonly GuardMark[];
  /** The caret stands in the words of the open card: Tab takes its better sentence. */
  isCaretIn: boolean;
  setCaret: (caret: number) => void;
  choose: (key: string) => void;
  /** Puts the better sentence in its place. False when there is none. */
  use: (finding: Found) => boolean;
  keep: (finding: Found) => void;
  dispute: (finding: Found) => void;
  /** What stops this text; null when it has not been looked at yet. */
  stops: () => readonly Found[] | null;
  /** The same, asked for now. */
  check: () => Promise<readonly Found[]>;
  /** The writer has stopped for a moment: what is found may be read out. */
  isResting: boolean;
};

type Parts = {
  conversation: ConversationSummary;
  kind: DraftKind;
  text: string;
  handle: RefObject<EditorHandle | null>;
};

export function useGuard({ conversation, kind, text, handle }: Parts): GuardHold {
  const draft = draftKey(conversation.id, kind);
  const advice = useAdvice(conversation.inbox_id);
  const decisions = useSelected(decided, (all) => decisionsOf(all, draft));
  const isWorded = useStore(hasWords);
  const [caret, setCaret] = useState(0);
  const [chosen, choose] = useState<string | null>(null);
  const lastMessage = useSelected(threads, (all) => all.get(conversation.id)?.messages.at(-1)?.id);
  const { verdict, pace, ask } = useJudging({
    text,
    caret: () => handle.current?.caret() ?? text.length,
    context: () => (kind === "note" ? noteContext(conversation) : contextOf(conversation)),
    // What was said last changes what may be said next.
    contextKey: lastMessage ?? "",
  });
  const said = useRef(new Set<string>());
  const all = useMemo(() => {
    const carried = carriedOver(verdict.findings, verdict.text, text);
    return kind === "note" ? carried.filter(isSecret) : carried;
  }, [verdict, text, kind]);
  const findings = useMemo(() => {
    if (!isWorded) return [];
    const isDone = (key: string) => decisions.get(key) === "kept" || decisions.get(key) === "disputed";
    const open = wantedBy(advice, all).filter((each) => each.blocks || !isDone(each.key));
    return sayable(open, text, pace, said.current);
  }, [all, advice, decisions, text, pace, isWorded]);
  useEffect(() => {
    if (pace !== "typing") said.current = new Set(findings.map((each) => each.key));
  }, [findings, pace]);
  const current = openOf(findings, text, caret, chosen);
  const open = current?.key;
  const marks = useMemo(() => marksOf(findings, open), [findings, open]);
  return {
    findings,
    current,
    marks,
    isCaretIn: current !== null && holds(current, caret),
    isResting: pace !== "typing",
    setCaret(place) {
      setCaret(place);
      if (place !== caret) choose(null);
    },
    choose,
    use(finding) {
      if (finding.suggestion === null || !handle.current) return false;
      const change = improved(text, finding);
      handle.current.replace(change.from, change.to, change.text);
      // Where only the writer knows what comes, they stand at it.
      const gap = change.text.indexOf("…");
      if (gap >= 0) handle.current.select(change.from + gap, change.from + gap + 1);
      decide(draft, finding.key, "taken");
      return true;
    },
    keep: (finding) => decide(draft, finding.key, "kept"),
    dispute: (finding) => decide(draft, finding.key, "disputed"),
    stops: () => (verdict.text === text ? all.filter((each) => each.blocks) : null),
    async check() {
      if (!isGuardReady()) return [];
      const late = new Promise<Found[]>((resolve) => setTimeout(() => resolve([]), checkMs));
      const found = await Promise.race([ask(text), late]);
      return found.filter(kind === "note" ? isSecret : (each) => each.blocks);
    },
  };
}

/** Chosen by hand; or what the caret stands in; else what does most harm. */
function openOf(
  findings: readonly Found[],
  text: string,
  caret: number,
  chosen: string | null,
): Found | null {
  const byHand = findings.find((each) => each.key === chosen);
  const around = findings.filter((each) => holds(each, caret) && !isAll(each, text));
  return byHand ?? around[0] ?? findings[0] ?? null;
}

function contextOf(conversation: ConversationSummary): Omit<GuardInput, "text"> {
  return guardContext({
    conversation,
    messages: threads.get().get(conversation.id)?.messages ?? [],
    customer: customers.get().get(conversation.customer.id)?.customer ?? null,
  });
}

/** A note stays in the house: only what nobody should write down anywhere is looked for. */
function noteContext({ language }: ConversationSummary): Omit<GuardInput, "text"> {
  return { lang: language?.slice(0, 2) ?? null, channel: "email", sender: "agent" };
}

function isSecret({ blocks, label }: Found): boolean {
  return blocks && label === "exposes_secret_or_payment_failure";
}

function useAdvice(inboxId: string): Advice {
  const [found, setFound] = useState(usualAdvice);
  useEffect(() => {
    let gone = false;
    void adviceIn(inboxId).then((advice) => !gone && setFound(advice));
    return () => {
      gone = true;
    };
  }, [inboxId]);
  return found;
}
