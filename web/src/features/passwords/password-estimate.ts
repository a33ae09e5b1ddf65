import { judgePassword, minPasswordLength, type PasswordVerdict, wordsAbout } from "@amends/server/rules";
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";

export type PasswordOwner = { name?: string; email?: string; organisation?: string };
export type PasswordOpinion = {
  verdict: PasswordVerdict;
  /** How near to good, from 0 to 1. */
  share: number;
  /** Characters still missing to the shortest that is allowed. */
  missing: number;
};

let loading: Promise<ZxcvbnFactory> | undefined;

/** The lists of common passwords, some 200 kB: fetched when somebody first goes to a field for a new password. */
export function loadEstimator(): Promise<ZxcvbnFactory> {
  loading ??= Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")]).then(
    ([core, common]) =>
      new core.ZxcvbnFactory({
        dictionary: common.dictionary,
        graphs: common.adjacencyGraphs,
        maxLength: 64,
      }),
  );
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

const goodGuessesLog10 = 10;

/** The server's rule, run here while somebody types; the server judges again on arrival. */
export function opinionOf(
  estimator: ZxcvbnFactory | null,
  password: string,
  owner: PasswordOwner,
): PasswordOpinion {
  const length = [...password].length;
  const missing = Math.max(0, minPasswordLength - length);
  if (!estimator) {
    const verdict = missing > 0 ? "too_short" : judgePassword(password, { guessesLog10: goodGuessesLog10 });
    return { verdict, share: Math.min(0.6, (length / minPasswordLength) * 0.6), missing };
  }
  const { guessesLog10 } = estimator.check(password, wordsAbout(owner));
  const verdict = judgePassword(password, { guessesLog10 });
  const byLength = length / minPasswordLength;
  const share = verdict === "good" ? 1 : Math.min(0.92, byLength, guessesLog10 / goodGuessesLog10);
  return { verdict, share, missing };
}
