import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { Refusal } from "#platform/refusal.ts";
import { judgePassword, type PasswordVerdict, wordsAbout } from "./password.rules.ts";

export interface PasswordJudge {
  /** Throws a refusal that says what is wrong; passes in silence. */
  insistOnGood(
    password: string,
    about: { name?: string; email?: string; organisation?: string },
  ): Promise<void>;
}

/**
 * Holds the lists of common passwords, keyboard walks and words: 25 MB and 0.15 s, so they are read when somebody
 * first sets a password and not before. No network is asked.
 */
export function createPasswordJudge(): PasswordJudge {
  let estimator: Promise<ZxcvbnFactory> | undefined;
  return {
    async insistOnGood(password, about) {
      estimator ??= loadEstimator();
      const words = wordsAbout(about);
      const estimate = (await estimator).check(password, words);
      const verdict = judgePassword(password, estimate, words);
      if (verdict !== "good") throw new Refusal(`sign_in.password_${verdict}`, 422, sentences[verdict]);
    },
  };
}

const sentences: Record<Exclude<PasswordVerdict, "good">, string> = {
  too_short: "The password is too short: at least 12 characters, please. A few words in a row do well.",
  too_long: "The password is too long: at most 128 characters, please.",
  too_common:
    "This password is, or is too near to, one that many people use, or it is made of names. Please take another; a few unrelated words do well.",
};

/** The longest part that is looked at: estimating takes longer with length, and this much decides. */
const looksAt = 64;

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")]);
  return new core.ZxcvbnFactory({
    dictionary: common.dictionary,
    graphs: common.adjacencyGraphs,
    maxLength: looksAt,
  });
}
