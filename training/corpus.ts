import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  ContextTurn,
  Failure,
  GuardChannel,
  GuardInput,
  PositiveMove,
} from "../server/src/features/guard/guard.contract.ts";

/** One labelled text of `training/guard/<language>/NN.jsonl`: what it is stands in training/README.md. */
interface Line {
  channel: GuardChannel;
  sender?: "bot";
  said?: string;
  earlier?: ContextTurn[];
  facts?: Record<string, string>;
  /** The failing stretch of a longer text stands between ⟦ and ⟧. */
  text: string;
  labels: Failure[];
  optional?: Failure[];
  positives: PositiveMove[];
}

export interface Example {
  input: GuardInput;
  labels: ReadonlySet<Failure>;
  /** On which careful readers differ: neither right nor wrong. */
  optional: ReadonlySet<Failure>;
  positives: ReadonlySet<PositiveMove>;
  /** Where the failure stands, in the text without marks; empty: the text as a whole. */
  spans: [number, number][];
  language: string;
  /** Neighbours in a file are often pairs of one scene: they stay on one side of every split. */
  block: string;
}

const blockLines = 24;

export function readCorpus(folder = join(import.meta.dirname, "guard")): Example[] {
  return globSync("*/*.jsonl", { cwd: folder })
    .sort()
    .flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line, nr) =>
          exampleOf(JSON.parse(line) as Line, name.slice(0, 2), `${name} ${Math.floor(nr / blockLines)}`),
        ),
    );
}

function exampleOf(line: Line, language: string, block: string): Example {
  const { text, spans } = unmarked(line.text);
  const said: ContextTurn[] = line.said ? [{ speaker: "customer", text: line.said }] : [];
  return {
    input: {
      lang: language,
      channel: line.channel,
      sender: line.sender ?? "agent",
      context: [...(line.earlier ?? []), ...said],
      facts: line.facts ?? {},
      text,
    },
    labels: new Set(line.labels),
    optional: new Set(line.optional ?? []),
    positives: new Set(line.positives),
    spans,
    language,
    block,
  };
}

function unmarked(marked: string): { text: string; spans: [number, number][] } {
  const spans: [number, number][] = [];
  let text = "";
  for (const part of marked.split(/(⟦|⟧)/)) {
    if (part === "⟦") spans.push([text.length, text.length]);
    else if (part === "⟧") spans[spans.length - 1]![1] = text.length;
    else text += part;
  }
  return { text, spans };
}
