import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { theActs } from "../../server/src/features/acts/acts.ts";
import type { Transcript, Turn } from "../../server/src/features/audit/audit.contract.ts";
import { auditTranscript } from "../../server/src/features/audit/audit.rules.ts";
import { transcriptOfLine } from "../../server/src/features/audit-formats/amends-transcripts.ts";
import { type Figure, figure, median } from "../figures.ts";
import { type Effort, type Part, say } from "./part.ts";
import { strainOf } from "./strain.ts";

const corpus = join(import.meta.dirname, "../../server/src/features/audit/corpus");
/** So long are the conversations that the speed is promised for. */
const turnsEach = 12;

/** How fast the auditor reads, and whether what it finds is what the customers of others complained of. */
export const audit: Part = {
  title: "audit: conversations a minute on one core, and agreement with customers",
  async run(effort) {
    return [speed(effort), ...agreement()];
  },
};

function speed(effort: Effort): Figure {
  const conversations = longConversations();
  const rates = Array.from({ length: effort.rounds }, () => {
    pass(conversations, effort.warmMs);
    return pass(conversations, effort.measureMs);
  });
  return figure(`audit, ${turnsEach} turns each, one core`, median(rates), {
    unit: "conversations a minute",
    atLeast: 20_000,
  });
}

function pass(conversations: readonly Transcript[], forMs: number): number {
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < forMs)
    for (const conversation of conversations.slice(0, 50 + (count % 10))) {
      auditTranscript(conversation, theActs());
      count++;
    }
  return (count / (performance.now() - startedAt)) * 60_000;
}

/** The corpus, language by language, cut into conversations of one length. */
function longConversations(): Transcript[] {
  const all = globSync(join(corpus, "*.jsonl"))
    .toSorted()
    .flatMap((file) => readFileSync(file, "utf8").split("\n").filter(Boolean))
    .map((line, index) => transcriptOfLine(line, index, null))
    .filter((each): each is Transcript => !("skipped" in each));
  const byLanguage = Map.groupBy(all, ({ lang }) => lang);
  return [...byLanguage].flatMap(([lang, conversations]) => {
    const turns = conversations.flatMap((each) => each.turns);
    return Array.from({ length: Math.floor(turns.length / turnsEach) }, (_, index) => ({
      ...conversations[0]!,
      id: `${lang}-${index}`,
      observedUntil: null,
      turns: inOneTalk(turns.slice(index * turnsEach, (index + 1) * turnsEach)),
    }));
  });
}

function inOneTalk(turns: Turn[]): Turn[] {
  return turns.map((turn, index) => ({ ...turn, at: Date.UTC(2025, 2, 3, 9) + index * 60_000 }));
}

/** STAR: people who played customers said afterwards how it went. 0.5 is chance. */
function agreement(): Figure[] {
  const folder = process.env.AMENDS_BENCH_DATA
    ? join(process.env.AMENDS_BENCH_DATA, "conversations", "star")
    : null;
  if (folder === null || !existsSync(folder)) {
    say("the STAR dialogues are not here: set AMENDS_BENCH_DATA to the folder that holds conversations/star");
    return [];
  }
  const judged = globSync(join(folder, "*.json")).toSorted().flatMap(judgedDialogue);
  const labels = ["agent not calm and helpful", "customer annoyed", "goal missed"] as const;
  return labels.map((label) => {
    const known = judged.filter(({ labels: given }) => given[label] !== undefined);
    const bad = known.filter(({ labels: given }) => given[label]).map(({ strain }) => strain);
    const good = known.filter(({ labels: given }) => !given[label]).map(({ strain }) => strain);
    const name = `audit, STAR, ${label} (${bad.length} of ${known.length}), AUC`;
    return figure(name, areaUnderCurve(bad, good), { unit: "share", atLeast: 0.5 });
  });
}

interface Judged {
  strain: number;
  labels: Record<string, boolean | undefined>;
}

interface Answer {
  Question: string;
  Answer: boolean | string;
}

function judgedDialogue(file: string): Judged[] {
  const dialogue = JSON.parse(readFileSync(file, "utf8"));
  const turns: Turn[] = dialogue.Events.filter(isSpoken).map(turnOf);
  if (turns.length < 2) return [];
  const transcript: Transcript = {
    id: String(dialogue.DialogueID),
    lang: "en",
    channels: ["chat"],
    observedUntil: null,
    team: null,
    turns,
  };
  const customer: Answer[] = dialogue.UserQuestionnaire ?? [];
  const wizard: Answer[] = dialogue.WizardQuestionnaire ?? [];
  const goal = customer.find(
    ({ Question }) => /^Did the .*(assistant|computer|robot)/i.test(Question) && !/calm/.test(Question),
  );
  return [
    {
      strain: strainOf(transcript, auditTranscript(transcript, theActs())),
      labels: {
        "agent not calm and helpful": isNo(
          customer.find(({ Question }) => /calm and helpful/.test(Question)),
        ),
        "customer annoyed": isYes(
          [...customer, ...wizard].find(({ Question }) => /annoy|angry|frustrat/i.test(Question)),
        ),
        "goal missed": isNo(goal),
      },
    },
  ];
}

interface StarEvent {
  Agent: string;
  Action: string;
  Text?: string;
  UnixTime?: number;
}

function isSpoken({ Agent, Action, Text }: StarEvent): boolean {
  return ["User", "Wizard"].includes(Agent) && ["utter", "pick_suggestion"].includes(Action) && Boolean(Text);
}

function turnOf({ Agent, Text, UnixTime }: StarEvent): Turn {
  return {
    at: UnixTime ? UnixTime * 1000 : null,
    channel: "chat",
    speaker: Agent === "User" ? "customer" : "agent",
    agentId: Agent === "User" ? null : "wizard",
    event: null,
    text: Text ?? "",
  };
}

function isNo(answer: Answer | undefined): boolean | undefined {
  return answer === undefined ? undefined : String(answer.Answer).toLowerCase() === "false";
}

function isYes(answer: Answer | undefined): boolean | undefined {
  return answer === undefined ? undefined : String(answer.Answer).toLowerCase() === "true";
}

/** How often a bad one is given more than a good one; ties count half. */
function areaUnderCurve(bad: readonly number[], good: readonly number[]): number | null {
  if (bad.length === 0 || good.length === 0) return null;
  let won = 0;
  for (const one of bad) for (const other of good) won += one > other ? 1 : one === other ? 0.5 : 0;
  return won / (bad.length * good.length);
}
