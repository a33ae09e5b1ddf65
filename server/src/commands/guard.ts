import { isUtf8 } from "node:buffer";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { readCheck } from "#features/findings/check.rules.ts";
import { failures, type GuardVerdict } from "#features/guard/guard.contract.ts";
import { theGuard } from "#features/guard/guard.ts";
import { byteLines } from "#lib/byte-lines.ts";
import { type Command, UsageError } from "../cli.ts";

export const guardCommand: Command = {
  summary: "judge texts before they are sent",
  help: `amends guard [--json] [--fail-on blocks|any|LABEL[,LABEL]] < FILE

Reads JSON Lines from standard input, {"id", "lang"?, "channel", "sender"?, "context"?, "facts"?, "text"}, and writes one line for
each, in the same order: {"id", "labels", "positives", "findings": [{"label", "span", "confidence", "explanation", "suggestion",
"blocks"}]}. Needs no network, database or language model.

  --json            the same; there is no other output
  --fail-on WHAT    exit with 1 when something was found: blocks (must not go out), any, or one of these labels

A line that cannot be read is told on standard error with its number and answered with {"id": null, "error": "..."}; the rest
goes on, and the exit code is 2.

Labels: ${failures.join(", ")}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: "boolean", default: false }, "fail-on": { type: "string" } },
    });
    if (positionals.length > 0)
      throw new UsageError("amends guard reads standard input: amends guard < FILE");
    const isFatal = fatalIf(values["fail-on"]);
    const guard = theGuard();
    const out = writer();
    let broken = 0;
    let lines = 0;
    let hasFailed = false;
    for await (const { line, number } of linesOf(process.stdin)) {
      if (out.isClosed()) return 0;
      lines++;
      const read = typeof line === "string" ? readLine(line) : line;
      if ("problem" in read) {
        broken++;
        if (broken <= mostTold) process.stderr.write(`amends guard: line ${number} ${read.problem}\n`);
        await out.write({ id: null, error: `line ${number} ${read.problem}` });
        continue;
      }
      const verdict = guard(read.input);
      hasFailed ||= isFatal(verdict);
      await out.write({ id: read.id, ...verdict });
    }
    await out.finish();
    if (broken > mostTold)
      process.stderr.write(`amends guard: ${broken} of ${lines} lines could not be read\n`);
    return broken > 0 ? 2 : hasFailed ? 1 : 0;
  },
};

/** A file that is no JSON Lines at all need not fill the screen. */
const mostTold = 20;
/** A line longer than this is no message. */
const longestLine = 8 << 20;

function fatalIf(given: string | undefined): (verdict: GuardVerdict) => boolean {
  if (given === undefined) return () => false;
  const wanted = given.split(",").map((each) => each.trim());
  const known: readonly string[] = ["blocks", "any", ...failures];
  const unknown = wanted.find((each) => !known.includes(each));
  if (unknown !== undefined)
    throw new UsageError(`--fail-on does not know "${unknown}". There are: ${known.join(", ")}.`);
  return ({ labels, findings }) =>
    (wanted.includes("any") && labels.length > 0) ||
    (wanted.includes("blocks") && findings.some(({ blocks }) => blocks)) ||
    labels.some((label) => wanted.includes(label));
}

function readLine(line: string): ReturnType<typeof readCheck> {
  try {
    return readCheck(JSON.parse(line));
  } catch {
    return { problem: "is no JSON" };
  }
}

type Line = { line: string | { problem: string }; number: number };

/** The lines that ask something: an empty one does not. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  for await (const { number, bytes } of byteLines(input, longestLine)) {
    if (bytes === null) yield { line: { problem: `is longer than ${longestLine >> 20} MB` }, number };
    else if (!isUtf8(bytes)) yield { line: { problem: "is no UTF-8 text" }, number };
    else {
      const line = bytes.toString().replace(/^\ufeff/, "");
      if (line.trim() !== "") yield { line, number };
    }
  }
}

/** Waits where the reader is slower than we are, and ends quietly where it is gone. */
function writer() {
  let isGone = false;
  let waiting = "";
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    isGone = true;
  });
  async function flush(): Promise<void> {
    const text = waiting;
    waiting = "";
    if (isGone || text === "" || process.stdout.write(text)) return;
    await Promise.race([once(process.stdout, "drain"), once(process.stdout, "close")]).catch(() => {});
  }
  return {
    isClosed: () => isGone,
    async write(line: object): Promise<void> {
      waiting += `${JSON.stringify(line)}\n`;
      await flush();
    },
    finish: flush,
  };
}
