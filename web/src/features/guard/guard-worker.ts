import type { GuardInput, GuardVerdict } from "@amends/server/contract";
import { type Guard, guardWith, readModel } from "@amends/server/guard";

export type Asked = { turn: number; input: GuardInput };
export type Answered = { turn: number; findings: GuardVerdict["findings"] };

// The file is there when the model has been trained; without it the rules judge alone.
const weights = Object.values(
  import.meta.glob<string>("../../../../server/src/features/guard/weights.bin", {
    query: "?url",
    import: "default",
    eager: true,
  }),
)[0];

let guard: Guard = guardWith(null);

self.addEventListener("message", (event: MessageEvent<Asked>) => {
  const { turn, input } = event.data;
  const answer: Answered = { turn, findings: guard(input).findings };
  self.postMessage(answer);
});

void learn();

async function learn(): Promise<void> {
  if (!weights) return;
  try {
    const answer = await fetch(weights);
    if (answer.ok) guard = guardWith(readModel(new Uint8Array(await answer.arrayBuffer())));
  } catch {
    // The rules go on alone; the server judges with the model before anything goes out.
  }
  self.postMessage({ turn: 0, findings: [] } satisfies Answered);
}
