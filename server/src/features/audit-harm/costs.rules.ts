import type { CostModel, Range } from "./audit-harm.contract.ts";

/** Cautious figures; the page says of each where it comes from, and lets the reader put their own. */
export const usualCosts: CostModel = {
  currency: "EUR",
  repeatContacts: [0.3, 1],
  minutesPerContact: [6, 12],
  costPerHour: [25, 40],
  leavingShare: [0.01, 0.05],
  marginPerCustomer: [30, 100],
  // What Twitter's own study of airlines found, in dollars; nothing at all is as likely elsewhere.
  promptSocialGain: [0, 20],
};

export const assumptions = [
  "repeatContacts",
  "minutesPerContact",
  "costPerHour",
  "leavingShare",
  "marginPerCustomer",
  "promptSocialGain",
] as const;
export type Assumption = (typeof assumptions)[number];

export interface CostCounts {
  /** Conversations that left the matter open. */
  broughtBack: number;
  failed: number;
  socialLate: number;
}

export interface Estimate {
  work: Range;
  leaving: Range;
  social: Range;
  total: Range;
}

/** What was given, in order and in bounds; the usual figure where it was not. */
export function completed(costs: Partial<CostModel> | undefined): CostModel {
  const model = { ...usualCosts };
  if (costs?.currency && /^[A-Za-z]{3}$/.test(costs.currency)) model.currency = costs.currency.toUpperCase();
  for (const name of assumptions) {
    const given = costs?.[name];
    if (given?.every((each) => Number.isFinite(each) && each >= 0)) {
      model[name] = [Math.min(...given), Math.max(...given)];
    }
  }
  return model;
}

/**
 * The page runs this very function again when its reader changes a figure, from its own source text: it may use nothing
 * outside itself.
 */
export function estimateCosts(model: Omit<CostModel, "currency">, counts: CostCounts): Estimate {
  const at = (end: 0 | 1) => ({
    work:
      (counts.broughtBack *
        model.repeatContacts[end] *
        model.minutesPerContact[end] *
        model.costPerHour[end]) /
      60,
    leaving: counts.failed * model.leavingShare[end] * model.marginPerCustomer[end],
    social: counts.socialLate * model.promptSocialGain[end],
  });
  const low = at(0);
  const high = at(1);
  // Two digits that count: more would be made up.
  const rounded = (sum: number) => (sum === 0 ? 0 : Number(sum.toPrecision(2)));
  return {
    work: [rounded(low.work), rounded(high.work)],
    leaving: [rounded(low.leaving), rounded(high.leaving)],
    social: [rounded(low.social), rounded(high.social)],
    total: [rounded(low.work + low.leaving + low.social), rounded(high.work + high.leaving + high.social)],
  };
}
