import { isInHalfWord, type Pace, restMs, settledMs } from "./when-to-judge.ts";

export type Verdict<Finding> = { text: string; findings: readonly Finding[] };

type Parts<Finding> = {
  judge: (text: string) => Promise<readonly Finding[]>;
  onVerdict: (verdict: Verdict<Finding>) => void;
  onPace: (pace: Pace) => void;
  /** Runs later; returns how to prevent it. */
  later: (run: () => void, ms: number) => () => void;
};

export type Judging = {
  /** The writer wrote, or what the text is judged by has changed. */
  changed: (text: string, caret: number) => void;
  stop: () => void;
};

/** When the guard is asked: at each finished word and after each rest, one question at a time and the newest text only. */
export function createJudging<Finding>({ judge, onVerdict, onPace, later }: Parts<Finding>): Judging {
  let wanted: string | null = null;
  let isAsking = false;
  let hasStopped = false;
  let timers: (() => void)[] = [];

  const ask = async (text: string): Promise<void> => {
    wanted = text;
    if (isAsking) return;
    isAsking = true;
    while (wanted !== null && !hasStopped) {
      const asked: string = wanted;
      wanted = null;
      const findings = asked.trim() === "" ? [] : await judge(asked);
      if (!hasStopped) onVerdict({ text: asked, findings });
    }
    isAsking = false;
  };
  const forget = () => {
    for (const each of timers) each();
    timers = [];
  };

  return {
    changed(text, caret) {
      hasStopped = false;
      forget();
      onPace("typing");
      const isHalf = isInHalfWord(text, caret);
      if (!isHalf) void ask(text);
      const rested = () => {
        onPace("rested");
        if (isHalf) void ask(text);
      };
      timers = [later(rested, restMs), later(() => onPace("settled"), settledMs)];
    },
    stop() {
      hasStopped = true;
      forget();
    },
  };
}
