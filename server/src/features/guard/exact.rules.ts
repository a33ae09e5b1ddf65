import { lastOfCustomer } from "./features.rules.ts";
import type { Failure, GuardInput } from "./guard.contract.ts";
import { foreignSentences } from "./hints.rules.ts";
import { languageOf } from "./language.rules.ts";
import offensive from "./offensive.json" with { type: "json" };
import { outrightFailures } from "./outright.rules.ts";
import { cardNumbers, ibans, placeholders, shownSecrets } from "./secrets.rules.ts";

/** What is decided without a model. `words` names the explanation; `instead` is put in place of the span. */
export interface ExactFinding {
  label: Failure;
  span: [number, number];
  words: string;
  instead: string | null;
  blocks: boolean;
  confidence: number;
}

/** Channels where others may read or hear. */
export const openChannels: ReadonlySet<string> = new Set(["social_public", "review_reply", "counter"]);

export function exactFindings(input: GuardInput): ExactFinding[] {
  return [
    ...secretFindings(input),
    ...foreignFindings(input),
    ...placeholders(input.text).map((span) =>
      exact("insincere_or_scripted", span, "placeholder", { blocks: true, confidence: 0.98 }),
    ),
    ...offensiveFindings(input),
    ...languageFindings(input),
    ...outrightFailures(input).map(({ label, span }) =>
      exact(label, span, label, {
        blocks:
          label === "bot_pretends_human" ||
          (label === "exposes_secret_or_payment_failure" && openChannels.has(input.channel)),
        confidence: 0.9,
      }),
    ),
  ];
}

function exact(
  label: Failure,
  span: [number, number],
  words: string,
  rest: { blocks: boolean; confidence: number; instead?: string },
): ExactFinding {
  return { label, span, words, instead: null, ...rest };
}

function secretFindings(input: GuardInput): ExactFinding[] {
  const { text } = input;
  const label = "exposes_secret_or_payment_failure";
  const cards = cardNumbers(text).map((span) => {
    const digits = text.slice(...span).replace(/\D/g, "");
    return exact(label, span, "card_number", {
      blocks: true,
      confidence: 0.99,
      instead: `•••• ${digits.slice(-4)}`,
    });
  });
  const secrets = shownSecrets(text).map((span) =>
    exact(label, span, "secret", { blocks: true, confidence: 0.95, instead: "••••" }),
  );
  // Our own account number is there to be paid into; the customer's, where others read along, is nobody's business.
  const given = [
    ...Object.values(input.facts ?? {}),
    ...(input.context ?? []).filter((turn) => turn.speaker === "customer").map((turn) => turn.text),
  ]
    .join(" ")
    .replace(/ /g, "");
  const accounts = ibans(text)
    .filter(
      (span) => openChannels.has(input.channel) && given.includes(text.slice(...span).replace(/ /g, "")),
    )
    .map((span) => exact(label, span, "secret", { blocks: true, confidence: 0.95, instead: "••••" }));
  return [...cards, ...secrets, ...accounts];
}

/** What belongs to another customer, and notes that were for colleagues. */
function foreignFindings(input: GuardInput): ExactFinding[] {
  const found: ExactFinding[] = [];
  const lower = input.text.toLowerCase();
  const look = (value: string, words: string) => {
    const at = value.trim().length < 4 ? -1 : lower.indexOf(value.trim().toLowerCase());
    if (at >= 0)
      found.push(
        exact("exposes_secret_or_payment_failure", [at, at + value.trim().length], words, {
          blocks: true,
          confidence: 0.97,
        }),
      );
  };
  for (const value of input.foreign ?? []) look(value, "foreign_data");
  for (const turn of input.context ?? [])
    if (turn.speaker === "system" && turn.text.length > 24) look(turn.text, "internal_note");
  return found;
}

/** By language: what insults in one may rent a car in another. */
const offences = new Map(
  Object.entries(offensive).map(([language, words]) => {
    const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return [language, new RegExp(`(?<![\\p{L}])(?:${escaped.join("|")})(?![\\p{L}])`, "giu")];
  }),
);

function offensiveFindings(input: GuardInput): ExactFinding[] {
  // Quoting the customer's own curse in sympathy offends nobody.
  const said = lastOfCustomer(input).toLowerCase();
  const pattern = offences.get(languageOf(input.text) ?? input.lang ?? "en");
  if (!pattern) return [];
  return [...input.text.matchAll(pattern)]
    .filter((match) => !said.includes(match[0].toLowerCase()))
    .map((match) =>
      exact("rude_or_offensive", [match.index, match.index + match[0].length], "offensive", {
        blocks: true,
        confidence: 0.95,
      }),
    );
}

function languageFindings(input: GuardInput): ExactFinding[] {
  const foreign = foreignSentences(input);
  const length = foreign.reduce((sum, { start, end }) => sum + end - start, 0);
  // A foreign word of greeting is charm; from a third of the text on it is the substance.
  if (length < input.text.length * 0.35) return [];
  return [
    exact("wrong_language", [foreign[0]!.start, foreign[foreign.length - 1]!.end], "wrong_language", {
      blocks: false,
      confidence: 0.95,
    }),
  ];
}
