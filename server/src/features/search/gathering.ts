import { type JournalRow, journalPage } from "#features/journal/journal.store.ts";
import type { Database } from "#platform/db.ts";
import { gatheredUntil, gatherWordsOf, setGatheredUntil } from "./search.store.ts";

const factsAtOnce = 1000;
/** Enough to keep up with 170 messages a second; what is over waits for the next minute. */
const roundsAtMost = 10;

/** Follows the journal and gathers the words in use, so that a mistyped one finds its neighbour. Answers how many are new. */
export async function gatherWords(database: Database, organisationId: string): Promise<number> {
  let added = 0;
  for (let round = 0; round < roundsAtMost; round++) {
    const seen = await database.transaction(organisationId, async (tx) => {
      const facts = await journalPage(tx, await gatheredUntil(tx), factsAtOnce);
      if (facts.length === 0) return 0;
      added += await gatherWordsOf(tx, {
        messages: idsOf(facts, "message_id", ["message.added"]),
        conversations: idsOf(facts, "conversation_id", ["conversation.created", "conversation.renamed"]),
        customers: idsOf(facts, "customer_id", ["conversation.created", "customer.changed"]),
      });
      await setGatheredUntil(tx, facts[facts.length - 1]!.position);
      return facts.length;
    });
    if (seen < factsAtOnce) break;
  }
  return added;
}

function idsOf(
  facts: JournalRow[],
  key: "message_id" | "conversation_id" | "customer_id",
  types: string[],
): string[] {
  const ids = facts.filter((fact) => types.includes(fact.type)).map((fact) => fact[key]);
  return [...new Set(ids.filter((id) => id !== null))];
}
