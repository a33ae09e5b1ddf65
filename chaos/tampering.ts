import type { Books } from "./books.ts";
import { checks, streamProblems } from "./ledger.rules.ts";
import type { Ledger } from "./ledger.ts";

/**
 * Checks that find nothing prove nothing until they have found something. Each of these spoils a copy of the run's own
 * ledger in one place; a check that stays silent about it is named.
 */
export function silentChecks(books: Books, ledger: Ledger, positions: readonly number[]): string[] {
  const silent = spoilings.flatMap(([check, spoil]) => {
    const copy = structuredClone(ledger);
    spoil(copy, books);
    return checks[check]!(books, copy).length > checks[check]!(books, ledger).length ? [] : [check];
  });
  const middle = positions.length >> 1;
  const holed = positions.filter((_, i) => i !== middle);
  return streamProblems(holed, ledger).length > streamProblems(positions, ledger).length
    ? silent
    : [...silent, "stream"];
}

const spoilings: [string, (ledger: Ledger, books: Books) => void][] = [
  [
    "acknowledged and not there",
    (ledger, books) => void ledger.messages.splice(someAcknowledged(ledger, books), 1),
  ],
  [
    "there twice",
    (ledger, books) => {
      const row = ledger.messages[someAcknowledged(ledger, books)]!;
      ledger.messages.push({ ...row, id: "msg_again", seq: row.seq + 0.5 });
    },
  ],
  [
    "there though never sent or refused",
    (ledger, books) => {
      ledger.messages[someAcknowledged(ledger, books)]!.key = "nobody's";
    },
  ],
  [
    "out of order within a conversation",
    (ledger, books) => {
      const { conversation_id } = ledger.messages[someAcknowledged(ledger, books)]!;
      const said = ledger.messages.filter((row) => row.conversation_id === conversation_id);
      const last = said.filter((row) => books.entries.get(row.key ?? "")?.ackedAt).at(-1)!;
      last.seq = said[0]!.seq - 1;
    },
  ],
  [
    "with more than one owner, or another than recorded",
    (ledger) => {
      ledger.conversations[0]!.assignee_id = "mbr_somebody";
    },
  ],
  ["state differs from its facts", (ledger) => void ledger.conversations[0]!.unanswered++],
  [
    "state differs from its facts",
    (ledger) => {
      // Not any fact: a note or a held reply rightly changes nothing.
      const last = new Set(ledger.conversations.map((row) => row.last_message_id));
      const at = ledger.journal.findLastIndex(
        (fact) => fact.data.kind === "inbound" && last.has(fact.message_id),
      );
      ledger.journal.splice(at, 1);
    },
  ],
  [
    "a fact too few or too many",
    (ledger) =>
      void ledger.journal.push({ ...ledger.journal.find((fact) => fact.type === "message.added")! }),
  ],
  [
    "arrival not settled, or without its message",
    (ledger) => {
      ledger.arrivals[0]!.state = "received";
    },
  ],
  [
    "a talk that its visitor would not find",
    (ledger) => {
      ledger.talks = [];
    },
  ],
];

/** Of a conversation that has several, so that an order can be spoiled. */
function someAcknowledged(ledger: Ledger, books: Books): number {
  const counts = new Map<string, number>();
  for (const row of ledger.messages)
    counts.set(row.conversation_id, (counts.get(row.conversation_id) ?? 0) + 1);
  return ledger.messages.findIndex(
    (row) =>
      books.entries.get(row.key ?? "")?.outcome === "acknowledged" && counts.get(row.conversation_id)! > 5,
  );
}
