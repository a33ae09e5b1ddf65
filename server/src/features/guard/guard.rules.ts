import { type ExactFinding, exactFindings, openChannels } from "./exact.rules.ts";
import { featuresOf, lastOfCustomer } from "./features.rules.ts";
import {
  type Failure,
  failures,
  type GuardFinding,
  type GuardInput,
  type GuardLanguage,
  type GuardVerdict,
  guardLanguages,
  type PositiveMove,
  positiveMoves,
} from "./guard.contract.ts";
import { hintsOf, isAnythingKnown, surveySize } from "./hints.rules.ts";
import { languageOf, sentencesOf } from "./language.rules.ts";
import { columns, type GuardModel, precisionAt, scoresOf } from "./model.rules.ts";
import wordings from "./words.json" with { type: "json" };

/** Judges one text. Pure and quick (under 1 ms a text): the same in the server, in the browser while typing, and on the command line. */
export type Guard = (input: GuardInput) => GuardVerdict;

/** What is missing stands nowhere in the text. */
const ofTheWhole: ReadonlySet<Failure> = new Set(["no_empathy_to_complaint"]);
/** Decided by rules alone: the model has no say in them. */
const byRules: ReadonlySet<Failure> = new Set(["wrong_language"]);
/** A second failure in one text has to be this much surer than a first. */
const secondMargin = 0.3;
/** A model's finding that blocks has to be right nine times in ten. */
const blockingShare = 0.9;

interface Found {
  label: Failure;
  margin: number;
}

/** Without a model only what rules can see. */
export function guardWith(model: GuardModel | null): Guard {
  return (input) => {
    if (input.text.trim() === "") return { labels: [], positives: [], findings: [] };
    const exact = exactFindings(input);
    const scores = model && scoresOf(model, featuresOf(input, hintsOf(input)));
    const learnt = model && scores ? learntFindings(model, scores, input) : [];
    const decided = new Set(exact.map((finding) => finding.label));
    const undecided = learnt.filter(({ label }) => !decided.has(label));
    const sentences = model && undecided.length > 0 ? scoredSentences(model, input) : [];
    const findings = [
      ...exact.map((finding) => fromExact(finding, input)),
      ...undecided.map((found) => fromLearnt(model!, found, input, sentences)),
    ].sort(byHarm);
    return {
      labels: failures.filter((label) => findings.some((finding) => finding.label === label)),
      positives: model && scores ? positivesOf(model, scores) : [],
      findings,
    };
  };
}

function learntFindings(model: GuardModel, scores: Float64Array, input: GuardInput): Found[] {
  const found = failures
    .map((label, column) => ({ label, margin: scores[column]! - model.threshold[column]! }))
    .filter(({ label, margin }) => margin >= 0 && !byRules.has(label))
    .filter(
      ({ label, margin }) => isPossible(label, input) && (margin >= unlikelyMargin || isLikely(label, input)),
    )
    .sort((a, b) => b.margin - a.margin);
  return found.filter(({ margin }, nr) => nr === 0 || margin >= secondMargin);
}

/** What the text gives no occasion for has to be this much surer: a charge where no figure stands, in text or question. */
const unlikelyMargin = 0.8;

function isLikely(label: Failure, input: GuardInput): boolean {
  const { text } = input;
  if (label === "unexplained_charge") return /\d|[€$£]/u.test(text + lastOfCustomer(input));
  if (label === "too_many_survey_questions")
    return /\?[^?]*\?|\d|,[^,]*,/u.test(text) || surveySize(text) > 0;
  return true;
}

/** What the definition itself rules out. */
function isPossible(label: Failure, input: GuardInput): boolean {
  if (label === "contradicts_known_facts") return isAnythingRecorded(input);
  if (label === "asks_to_repeat") return isAnythingKnown(input);
  if (label === "bot_pretends_human") return input.sender === "bot" && !saysItIsAProgram(input.text);
  return true;
}

/** There is a record, or we said something before, that could be contradicted. */
function isAnythingRecorded({ facts = {}, context = [] }: GuardInput): boolean {
  return Object.keys(facts).length > 0 || context.some((turn) => turn.speaker !== "customer");
}

const program =
  "programm?a?|programma|programmet|program|software|bot|chatbot|robot|roboter|computer|machine|maschine|maskin|macchina|automat\\p{L}*|(?:digital|virtu|automati|datori)\\p{L}* (?:assist|hulp|help|hjälp|aiut)\\p{L}*";
const namesProgram = new RegExp(`(?<![\\p{L}])(?:${program})(?![\\p{L}])`, "iu");
const deniesProgram = new RegExp(
  `(?<![\\p{L}])(?:no|not|never|isn't|kein\\p{L}*|nicht|geen|niet|ingen|inget|inte|non|nessun\\p{L}*|niente)(?![\\p{L}])[^.!?,;]{0,24}(?<![\\p{L}])(?:${program})(?![\\p{L}])`,
  "iu",
);

/** "I am the library's program", and not "I am no machine". */
function saysItIsAProgram(text: string): boolean {
  return namesProgram.test(text) && !deniesProgram.test(text);
}

function positivesOf(model: GuardModel, scores: Float64Array): PositiveMove[] {
  return positiveMoves.filter(
    (_, nr) => scores[failures.length + nr]! >= model.threshold[failures.length + nr]!,
  );
}

/** Blocks first, then as the taxonomy orders them, then as they stand. */
function byHarm(a: GuardFinding, b: GuardFinding): number {
  return (
    Number(b.blocks) - Number(a.blocks) ||
    failures.indexOf(a.label) - failures.indexOf(b.label) ||
    (a.span?.[0] ?? 0) - (b.span?.[0] ?? 0)
  );
}

function fromExact(
  { label, span, words, instead, blocks, confidence }: ExactFinding,
  input: GuardInput,
): GuardFinding {
  const wording = wordsFor(input, words);
  const better = isFormal(input) ? wording.formal : wording.informal;
  return { label, span, confidence, explanation: wording.explanation, suggestion: instead ?? better, blocks };
}

function fromLearnt(
  model: GuardModel,
  { label, margin }: Found,
  input: GuardInput,
  sentences: readonly ScoredSentence[],
): GuardFinding {
  const confidence = precisionAt(model, margin);
  const words = wordsFor(input, label);
  const isOpen = label === "exposes_secret_or_payment_failure" && openChannels.has(input.channel);
  const isBlocking = label === "bot_pretends_human" || label === "rude_or_offensive" || isOpen;
  return {
    label,
    span: ofTheWhole.has(label) ? null : spanOf(label, sentences),
    confidence,
    explanation: words.explanation,
    suggestion: isFormal(input) ? words.formal : words.informal,
    blocks: isBlocking && confidence >= blockingShare,
  };
}

interface ScoredSentence {
  span: [number, number];
  scores: Float64Array;
}

function scoredSentences(model: GuardModel, input: GuardInput): ScoredSentence[] {
  return sentencesOf(input.text).map(({ start, end, text }) => {
    const piece = { ...input, text };
    return { span: [start, end], scores: scoresOf(model, featuresOf(piece, hintsOf(piece))) };
  });
}

/** The sentence that speaks most for it; null where the text has none. */
function spanOf(label: Failure, sentences: readonly ScoredSentence[]): [number, number] | null {
  const column = columns.indexOf(label);
  let best: ScoredSentence | null = null;
  for (const sentence of sentences)
    if (!best || sentence.scores[column]! > best.scores[column]!) best = sentence;
  return best?.span ?? null;
}

interface Words {
  explanation: string;
  informal: string | null;
  formal: string | null;
}

function wordsFor(input: GuardInput, key: string): Words {
  const all = wordings as unknown as Record<GuardLanguage, Record<string, Words>>;
  const spoken = languageOf(input.text) ?? input.lang ?? "en";
  const language =
    guardLanguages.find((each) => each === spoken) ??
    guardLanguages.find((each) => each === input.lang) ??
    "en";
  return all[language][key] ?? { explanation: "", informal: null, formal: null };
}

const formal = /(?<![\p{L}])(?:u|uw|Sie|Ihr|Ihre[nmrs]?|Ihnen|Lei|La|Le|Suo|Sua|Suoi|Sue)(?![\p{L}])/u;
const informal =
  /(?<![\p{L}])(?:je|jij|jou|jouw|jullie|du|dich|dir|deine?[nmrs]?|euch|tu|ti|te|tuo|tua|tuoi|tue)(?![\p{L}])/iu;

/** Formal unless the text, or else the customer, says otherwise. */
function isFormal(input: GuardInput): boolean {
  for (const text of [
    input.text.replace(/^\s*\p{Lu}/u, (first) => first.toLowerCase()),
    lastOfCustomer(input),
  ]) {
    if (informal.test(text)) return false;
    if (formal.test(text)) return true;
  }
  return true;
}
