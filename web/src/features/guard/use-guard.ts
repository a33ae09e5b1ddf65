import type { ConversationSummary } from "@amends/server/contract";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { threads } from "../../app/desk.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import { loadNamespaces } from "../../i18n/i18n.ts";
import { type DraftKind, draftKey } from "../../live/draft-store.ts";
import { createStore } from "../../live/store.ts";
import { customers } from "../customers/customer-store.ts";
import type { EditorHandle } from "../editor/editor-handle.ts";
import { decide, decided, decisionsOf } from "./decided.ts";
import { carriedOver, type Found, foundIn, holds, improved, wantedBy } from "./finding.ts";
import { type Strictness, strictnessOf } from "./guard-api.ts";
import { isGuardReady, judge, wakeGuard } from "./guard-client.ts";
import { guardContext } from "./guard-input.ts";
import { createJudging, type Verdict } from "./judging.ts";
import { type Pace, sayable } from "./when-to-judge.ts";

/** Somebody who sends at once waits this long for the guard at most; the server's guard looks again anyway. */
const checkMs = 60;

export type GuardHold = {
  /** What is shown, the most harmful first. */
  findings: readonly Found[];
  /** The one whose card is open. */
  current: Found | null;
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

/** Fetched when somebody first writes: no first screen waits for the guard, its weights or its words. */
const hasWords = createStore(false);
function wake(): void {
  wakeGuard();
  if (!hasWords.get()) void loadNamespaces(["guard"]).then(() => hasWords.set(true), ignored);
}
function ignored(): void {}

const nothing: Verdict<Found> = { text: "", findings: [] };

export function useGuard({ conversation, kind, text, handle }: Parts): GuardHold {
  const draft = draftKey(conversation.id, kind);
  const strictness = useStrictness(conversation.inbox_id);
  const decisions = useSelected(decided, (all) => decisionsOf(all, draft));
  const isWorded = useStore(hasWords);
  const [caret, setCaret] = useState(0);
  const [chosen, choose] = useState<string | null>(null);
  const { verdict, pace, ask } = useJudging(conversation, kind, text, handle);
  const said = useRef(new Set<string>());
  const all = useMemo(() => carriedOver(verdict.findings, verdict.text, text), [verdict, text]);
  const findings = useMemo(() => {
    if (!isWorded) return [];
    const open = wantedBy(strictness, all).filter((each) => each.blocks || !decisions.has(each.key));
    return sayable(open, text, pace, said.current);
  }, [all, strictness, decisions, text, pace, isWorded]);
  useEffect(() => {
    if (pace !== "typing") said.current = new Set(findings.map((each) => each.key));
  }, [findings, pace]);
  const current =
    findings.find((each) => holds(each, caret)) ??
    findings.find((each) => each.key === chosen) ??
    findings[0] ??
    null;
  return {
    findings,
    current,
    isCaretIn: current !== null && holds(current, caret),
    isResting: pace !== "typing",
    setCaret,
    choose,
    use(finding) {
      if (finding.suggestion === null || !handle.current) return false;
      const change = improved(text, finding);
      handle.current.replace(change.from, change.to, change.text);
      return true;
    },
    keep: (finding) => decide(draft, finding.key, "kept"),
    dispute: (finding) => decide(draft, finding.key, "disputed"),
    stops: () => (kind === "note" ? [] : verdict.text === text ? all.filter((each) => each.blocks) : null),
    async check() {
      if (!isGuardReady()) return [];
      const late = new Promise<Found[]>((resolve) => setTimeout(() => resolve([]), checkMs));
      const found = await Promise.race([ask(text), late]);
      return found.filter((each) => each.blocks);
    },
  };
}

/** Asks the worker about this draft as it is being written. */
function useJudging(
  conversation: ConversationSummary,
  kind: DraftKind,
  text: string,
  handle: RefObject<EditorHandle | null>,
) {
  const [verdict, setVerdict] = useState(nothing);
  const [pace, setPace] = useState<Pace>("typing");
  const latest = useRef(conversation);
  latest.current = conversation;
  const ask = useRef(async (asked: string): Promise<Found[]> => {
    const { id, customer } = latest.current;
    const context = guardContext({
      conversation: latest.current,
      messages: threads.get().get(id)?.messages ?? [],
      customer: customers.get().get(customer.id)?.customer ?? null,
    });
    return foundIn(asked, await judge({ ...context, text: asked }));
  }).current;
  const [judging] = useState(() =>
    createJudging({ judge: ask, onVerdict: setVerdict, onPace: setPace, later }),
  );
  const lastMessage = useSelected(threads, (all) => all.get(conversation.id)?.messages.at(-1)?.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said last changes what may be said next
  useEffect(() => {
    if (kind === "note") return;
    if (text.trim() === "") return setVerdict(nothing);
    wake();
    judging.changed(text, handle.current?.caret() ?? text.length);
  }, [kind, text, lastMessage, judging, handle]);
  useEffect(() => judging.stop, [judging]);
  return { verdict, pace, ask };
}

function useStrictness(inboxId: string): Strictness {
  const [found, setFound] = useState<Strictness>("calm");
  useEffect(() => {
    let gone = false;
    void strictnessOf(inboxId).then((strictness) => !gone && setFound(strictness));
    return () => {
      gone = true;
    };
  }, [inboxId]);
  return found;
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
