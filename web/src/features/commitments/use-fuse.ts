import type { ConversationSummary } from "@amends/server/contract";
import { useSelected } from "../../app/use-store.ts";
import { clock } from "../../live/clock.ts";
import { type FuseState, fuseOf, stepOf } from "./fuse-state.ts";

type Timed = Pick<ConversationSummary, "turn" | "status" | "waiting_since" | "due_at" | "snoozed_until">;

/** Follows the clock in the fuse's own steps: a row paints once a minute, once a second in the last minute. */
export function useFuse(conversation: Timed): FuseState {
  return useSelected(
    clock,
    (now) => fuseOf(conversation, now),
    (a, b) => a.look === b.look && a.dueAt === b.dueAt && sameStep(a.leftMs, b.leftMs),
  );
}

function sameStep(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return stepOf(a) === stepOf(b);
}
