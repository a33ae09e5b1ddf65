import { relative } from "node:path";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

type Passed = Extract<TestEvent, { type: "test:pass" }>["data"];
type Failed = Extract<TestEvent, { type: "test:fail" }>["data"];

/** Says only what a person must read: failures, what was skipped and why, and at the end the figures as JSON. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const figures = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of events) {
    if (event.type === "test:pass" && isTest(event.data)) {
      const reason = event.data.skip ?? event.data.todo;
      figures[reason === undefined ? "passed" : "skipped"]++;
      if (reason !== undefined)
        yield `  skipped: ${event.data.name}: ${reason === true ? "no reason given" : reason}\n`;
    }
    if (event.type === "test:fail" && !isOnlyAbove(event.data)) {
      figures.failed++;
      yield failure(event.data);
    }
  }
  yield `${figuresMark}${JSON.stringify(figures)}\n`;
}

export const figuresMark = "figures: ";

export type Figures = { passed: number; failed: number; skipped: number };

function isTest(data: Passed): boolean {
  return data.details.type !== "suite";
}

// A suite or test fails with its parts; only a failure of its own (a hook, an import, a time limit) counts beside them.
function isOnlyAbove(data: Failed): boolean {
  return (data.details.error as { failureType?: string }).failureType === "subtestsFailed";
}

function failure(data: Failed): string {
  const error = data.details.error;
  const cause = inspect(error.cause ?? error, { colors: process.stdout.isTTY });
  const place = data.file ? `${relative(process.cwd(), data.file)}:${data.line}` : "";
  return `\n  FAILED: ${data.name}  ${place}\n${cause.replace(/^/gm, "    ")}\n\n`;
}
