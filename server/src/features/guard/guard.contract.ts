/** Failures in one outgoing message, in the order of their harm where several are found in one place. */
export const failures = [
  "exposes_secret_or_payment_failure",
  "rude_or_offensive",
  "threatens_or_penalises_review",
  "bot_pretends_human",
  "blames_customer",
  "no_empathy_to_complaint",
  "creepy_personalisation",
  "premature_close",
  "contradicts_known_facts",
  "unexplained_charge",
  "excessive_verification",
  "asks_to_repeat",
  "forces_channel_switch",
  "deflects_to_website",
  "shifts_work_to_customer",
  "cites_policy_or_process_over_help",
  "negative_language",
  "vague_no_next_step",
  "upsell_to_upset_customer",
  "insincere_or_scripted",
  "too_many_survey_questions",
  "wrong_language",
] as const;
export type Failure = (typeof failures)[number];

/** What a good answer does. */
export const positiveMoves = [
  "greets",
  "empathises",
  "apologises",
  "explains_cause",
  "states_fix",
  "offers_compensation",
  "gives_next_step_with_time",
  "asks_if_more_help",
  "positive_close",
] as const;
export type PositiveMove = (typeof positiveMoves)[number];

export const guardLanguages = ["en", "nl", "sv", "it", "de"] as const;
export type GuardLanguage = (typeof guardLanguages)[number];

export const guardChannels = [
  "chat",
  "email",
  "phone",
  "sms",
  "whatsapp",
  "social_public",
  "social_dm",
  "counter",
  "review_reply",
  "letter",
] as const;
export type GuardChannel = (typeof guardChannels)[number];

export interface ContextTurn {
  speaker: "customer" | "agent" | "bot" | "system";
  text: string;
}

/** One text about to go out, and what is known when it is judged. */
export interface GuardInput {
  /** The customer's language; null or left out: as the customer's words show, or else the text. */
  lang?: string | null;
  channel: GuardChannel;
  sender?: "agent" | "bot";
  /** Earlier turns, oldest first. */
  context?: readonly ContextTurn[];
  /** What the desk's record holds. */
  facts?: Readonly<Record<string, string>>;
  text: string;
  /** Names, addresses and order numbers of other customers, which must not go out to this one. */
  foreign?: readonly string[];
}

export interface GuardFinding {
  label: Failure;
  /** First character and the one after the last, in UTF-16 units; null when it is the text as a whole. */
  span: [number, number] | null;
  /** 0 to 1: how often such a finding is right, as measured on texts the guard had not seen. */
  confidence: number;
  /** In the language of the text. */
  explanation: string;
  /** A better sentence for the span, in the language and form of address of the text; null where only the writer knows. */
  suggestion: string | null;
  /** True: must not go out without a reason. False: advice. */
  blocks: boolean;
}

export interface GuardVerdict {
  labels: Failure[];
  positives: PositiveMove[];
  findings: GuardFinding[];
}
