import { contextTurns, guardChannelOf, wantedBy } from "#features/findings/advice.rules.ts";
import { defaultStrictness } from "#features/findings/findings.contract.ts";
import { rowOf } from "#features/findings/outgoing.ts";
import type { ContextTurn } from "#features/guard/guard.contract.ts";
import type { Guard } from "#features/guard/guard.rules.ts";
import type { SeedRow, Thread } from "./thread.ts";

/**
 * What the guard would have said of the past's answers, so that "My findings" and the patterns have something to show.
 * What would have been stopped is left out: nobody gave a reason for it.
 */
export function findingsOf(guard: Guard, threads: readonly Thread[]): SeedRow[] {
  return threads.flatMap((thread) => {
    const said: ContextTurn[] = [];
    return thread.messages.flatMap((message) => {
      if (message.kind !== "inbound" && message.kind !== "reply") return [];
      const text = String(message.text);
      const context = said.slice(-contextTurns);
      const isReply = message.kind === "reply";
      said.push({ speaker: isReply ? "agent" : "customer", text });
      return isReply ? judged(guard, thread, message, { text, context }) : [];
    });
  });
}

function judged(
  guard: Guard,
  { beginning, id }: Thread,
  message: SeedRow,
  { text, context }: { text: string; context: ContextTurn[] },
): SeedRow[] {
  const channel = guardChannelOf(beginning.channel);
  const { findings } = guard({ lang: beginning.language, channel, sender: "agent", context, text });
  return wantedBy({ strictness: defaultStrictness, doubted: [] }, findings)
    .filter(({ blocks }) => !blocks)
    .map((finding) => ({
      ...rowOf(finding),
      inbox_id: beginning.inbox.id,
      conversation_id: id,
      message_id: message.id,
      member_id: message.author_id,
      suggestion_taken: false,
      created_at: message.created_at,
    }));
}
