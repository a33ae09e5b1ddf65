import { FetchProblem, type FetchReason, type GuardedFetch } from "#platform/fetch.ts";
import type { ModelOutcome } from "./models.contract.ts";
import { outcomeOfStatus } from "./models.rules.ts";

/** Where a model is and what opens it. */
export interface ModelDoor {
  baseUrl: string;
  model: string;
  apiKey: string | null;
}

export interface Question {
  /** What it is to do; ours alone. */
  instructions: string;
  /** What it is to do it with. */
  prompt: string;
  /** What an answer has to look like, as JSON Schema. */
  schema: object;
  timeMs: number;
}

/** What it answered, as JSON that nobody has checked yet; or why there is nothing. */
export type Asked = { value: unknown } | { outcome: Exclude<ModelOutcome, "works" | "minute_full"> };

/** Findings for one message take two kilobytes; a model that thinks aloud takes a hundred. */
const largestAnswer = 512 * 1024;

const outcomes: Readonly<
  Record<Exclude<FetchReason, "stopped">, Exclude<ModelOutcome, "works" | "minute_full">>
> = {
  address: "wrong_address",
  private: "private_address",
  name: "unknown_name",
  connect: "unreachable",
  time: "too_slow",
  size: "too_large",
  redirect: "redirected",
  answer: "not_a_model",
};

/**
 * Asks once, in the chat-completions format. Servers that know no schemas refuse one with 400 or 422; they are asked once
 * more for plain JSON. Nothing of what was sent or answered is logged, thrown or kept here.
 */
export async function ask(door: ModelDoor, question: Question, http: GuardedFetch): Promise<Asked> {
  const begunAt = performance.now();
  const first = await askOnce(door, question, http, true);
  if (first.status !== 400 && first.status !== 422) return first.asked;
  const timeMs = Math.round(question.timeMs - (performance.now() - begunAt));
  return timeMs > 0 ? (await askOnce(door, { ...question, timeMs }, http, false)).asked : first.asked;
}

async function askOnce(
  door: ModelDoor,
  question: Question,
  http: GuardedFetch,
  withSchema: boolean,
): Promise<{ asked: Asked; status: number }> {
  const { createOpenAICompatible, generateText, jsonSchema, NoObjectGeneratedError, Output } =
    await theLibrary();
  let problem: FetchReason | null = null;
  let status = 0;
  const provider = createOpenAICompatible({
    name: "model",
    baseURL: door.baseUrl,
    ...(door.apiKey === null ? {} : { apiKey: door.apiKey }),
    supportsStructuredOutputs: withSchema,
    async fetch(address, init) {
      try {
        const response = await http.send(String(address), {
          method: init?.method ?? "POST",
          headers: Object.fromEntries(new Headers(init?.headers)),
          body: typeof init?.body === "string" ? init.body : null,
          timeMs: question.timeMs,
          bytes: largestAnswer,
        });
        status = response.status;
        return response;
      } catch (error) {
        if (error instanceof FetchProblem) problem = error.reason;
        throw error;
      }
    },
  });
  try {
    const { output } = await generateText({
      model: provider(door.model),
      instructions: question.instructions,
      prompt: question.prompt,
      output: Output.object({ schema: jsonSchema<unknown>(question.schema), name: "answer" }),
      maxRetries: 0,
    });
    return { asked: { value: output }, status };
  } catch (error) {
    return { asked: askedInVain(error, problem, status, NoObjectGeneratedError), status };
  }
}

type WrongForm = { isInstance(error: unknown): error is { text: string | undefined } };

function askedInVain(
  error: unknown,
  problem: FetchReason | null,
  status: number,
  wrongForm: WrongForm,
): Asked {
  // Nobody's fault and no outcome: whoever asked asks again when the server is back.
  if (problem === "stopped") throw new FetchProblem(problem);
  if (problem) return { outcome: outcomes[problem] };
  if (status >= 400) return { outcome: outcomeOfStatus(status) };
  if (!wrongForm.isInstance(error)) return { outcome: "not_a_model" };
  const value = jsonWithin(error.text ?? "");
  return value === undefined ? { outcome: "wrong_form" } : { value };
}

/** Two hundred modules, so not before somebody is asked: 0.3 s, once (measured). */
async function theLibrary() {
  // It would write warnings about servers it does not know to standard output.
  (globalThis as { AI_SDK_LOG_WARNINGS?: boolean }).AI_SDK_LOG_WARNINGS = false;
  const [library, { createOpenAICompatible }] = await Promise.all([
    import("ai"),
    import("@ai-sdk/openai-compatible"),
  ]);
  return { ...library, createOpenAICompatible };
}

/** Many models put their JSON between three backticks, or after a sentence. */
function jsonWithin(text: string): unknown {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start) return undefined;
  try {
    return JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
}
