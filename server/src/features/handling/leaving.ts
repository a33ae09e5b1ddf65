import type { Tx } from "#platform/db.ts";
import { unassignConversation } from "./handling.ts";
import { heldBy } from "./leaving.store.ts";

/** Whoever can no longer see a conversation cannot be the one who owes its answer: it goes back to its queue (F21). */
export async function giveBackAllOf(tx: Tx, memberId: string, inboxId: string | null): Promise<void> {
  for (const id of await heldBy(tx, memberId, inboxId))
    await unassignConversation(tx, { kind: "system" }, id, "unassigned");
}
