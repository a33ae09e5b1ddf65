import type { Books, Entry } from "./books.ts";
import type { ConversationRow, FactRow, Ledger, MessageRow } from "./ledger.ts";
import { fresh, type Replayed, replay } from "./replay.rules.ts";

/** What a desk that has been killed may never show. Each names what is wrong, one line a case. */
export const checks: Record<string, (books: Books, ledger: Ledger) => string[]> = {
  "acknowledged and not there": acknowledgedAreThere,
  "there twice": nothingTwice,
  "there though never sent or refused": nothingStrange,
  "out of order within a conversation": inOrder,
  "taken back and yet sent": withdrawnStays,
  "with more than one owner, or another than recorded": oneOwner,
  "state differs from its facts": statesFollow,
  "a fact too few or too many": oneFactEach,
  "arrival not settled, or without its message": arrivalsSettled,
  "a talk that its visitor would not find": talksAreFound,
  "noticed by the senders": (books) => books.complaints,
};

function acknowledgedAreThere(books: Books, ledger: Ledger): string[] {
  const byKey = groupBy(ledger.messages, (row) => row.key);
  return entriesOf(books, "acknowledged").flatMap((entry) => {
    const found = byKey.get(entry.key) ?? [];
    if (found.length === 0) return [`${entry.key}, acknowledged as ${entry.messageId}`];
    return found.some((row) => row.id === entry.messageId && isWhere(row, entry))
      ? []
      : [`${entry.key} is ${found[0]!.id}, not ${entry.messageId} in ${entry.conversationId}`];
  });
}

function isWhere(row: MessageRow, entry: Entry): boolean {
  return entry.conversationId === null || entry.conversationId === row.conversation_id;
}

function nothingTwice(_books: Books, ledger: Ledger): string[] {
  const keyed = ledger.messages.filter((row) => row.key !== null);
  return [...groupBy(keyed, (row) => row.key)].flatMap(([key, rows]) =>
    rows.length > 1 ? [`${key}, ${rows.length} times`] : [],
  );
}

function nothingStrange(books: Books, ledger: Ledger): string[] {
  return ledger.messages.flatMap((row) => {
    if (row.kind === "system") return [];
    const entry = books.entries.get(row.key ?? "");
    if (!entry) return [`${row.id}, which nobody sent`];
    return entry.outcome === "refused" ? [`${row.id}, which was refused`] : [];
  });
}

/** Whoever had an acknowledgement before somebody else began to send stands before them. */
function inOrder(books: Books, ledger: Ledger): string[] {
  const said = ledger.messages.filter((row) => row.kind !== "system");
  return [...groupBy(said, (row) => row.conversation_id).values()].flatMap((rows) => {
    const entries = [...rows]
      .sort((a, b) => a.seq - b.seq)
      .flatMap((row) => books.entries.get(row.key ?? "") ?? []);
    const wrong: string[] = [];
    let earliest: Entry | null = null;
    for (const entry of entries.reverse()) {
      if (earliest && earliest.ackedAt! < entry.firstAt)
        wrong.push(`${earliest.key} was acknowledged before ${entry.key} was sent, and stands after it`);
      if (entry.ackedAt !== null && (!earliest || entry.ackedAt < earliest.ackedAt!)) earliest = entry;
    }
    return wrong;
  });
}

function withdrawnStays(books: Books, ledger: Ledger): string[] {
  const byKey = new Map(ledger.messages.map((row) => [row.key, row]));
  return [...books.entries.values()]
    .filter((entry) => entry.isWithdrawn)
    .flatMap((entry) => {
      const state = byKey.get(entry.key)?.state;
      return state === "withdrawn" ? [] : [`${entry.key} is ${state}`];
    });
}

function oneOwner(_books: Books, ledger: Ledger): string[] {
  const current = groupBy(ledger.assignments, (row) => row.conversation_id);
  return ledger.conversations.flatMap((row) => {
    const owners = (current.get(row.id) ?? []).map((each) => each.member_id);
    if (owners.length > 1) return [`${row.id} has ${owners.length}`];
    return (owners[0] ?? null) === row.assignee_id
      ? []
      : [`${row.id} has ${row.assignee_id}, on record ${owners[0]}`];
  });
}

function statesFollow(_books: Books, ledger: Ledger): string[] {
  const facts = groupBy(ledger.journal, (fact) => fact.conversation_id);
  const messages = new Map(ledger.messages.map((row) => [row.id, row]));
  const resolved = new Set(ledger.resolutions.map((row) => row.conversation_id));
  const asleep = new Set(ledger.snoozes.map((row) => row.conversation_id));
  return ledger.conversations.flatMap((row) => {
    const targetMs = ledger.targets.get(row.inbox_id)!;
    const state = (facts.get(row.id) ?? []).reduce<Replayed>(
      (now, fact) => replay(now, fact, messages.get(fact.message_id ?? ""), targetMs),
      fresh,
    );
    const differences = differencesOf(state, row);
    if (resolved.has(row.id) !== (row.status === "resolved")) differences.push("its resolution's record");
    if (asleep.has(row.id) !== (row.status === "snoozed")) differences.push("its snooze's record");
    return differences.map((difference) => `${row.id}: ${difference}`);
  });
}

/** Between the clock of the process and the clock of the transaction, where the journal kept only the latter. */
const nearlyMs = 10_000;

function differencesOf(state: Replayed, row: ConversationRow): string[] {
  const isDueRight = state.isDueNearly
    ? Math.abs((state.dueAt ?? 0) - (row.due_at ?? 0)) < nearlyMs
    : near(state.dueAt, row.due_at);
  const pairs: [string, unknown, unknown, boolean][] = [
    ["status", state.status, row.status, state.status === row.status],
    ["assignee", state.assigneeId, row.assignee_id, state.assigneeId === row.assignee_id],
    ["unanswered", state.unanswered, row.unanswered, state.unanswered === row.unanswered],
    ["waiting since", state.waitingSinceAt, row.waiting_since, near(state.waitingSinceAt, row.waiting_since)],
    ["due", state.dueAt, row.due_at, isDueRight],
    ["last message", state.lastMessageId, row.last_message_id, state.lastMessageId === row.last_message_id],
    ["last kind", state.lastKind, row.last_kind, state.lastKind === row.last_kind],
  ];
  return pairs.flatMap(([what, expected, stored, same]) =>
    same ? [] : [`${what} is ${stored}, by its facts ${expected}`],
  );
}

function near(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) < 1;
}

/** Every message was told once, every fact has a place of its own, and facts of a conversation stand in their order. */
function oneFactEach(_books: Books, ledger: Ledger): string[] {
  const told = groupBy(
    ledger.journal.filter((fact) => fact.type === "message.added"),
    (fact) => fact.message_id,
  );
  const untold = ledger.messages
    .filter((row) => row.kind !== "system")
    .flatMap((row) => {
      const count = told.get(row.id)?.length ?? 0;
      return count === 1 ? [] : [`${row.id} was told ${count} times`];
    });
  const places = groupBy(ledger.journal, (fact) => fact.position);
  const doubled = [...places].flatMap(([position, facts]) =>
    position === null || facts.length > 1 ? [`${facts.length} facts at position ${position}`] : [],
  );
  const disordered = [...groupBy(ledger.journal, (fact) => fact.conversation_id)].flatMap(([id, facts]) =>
    id !== null && facts.some((fact, i) => i > 0 && fact.position! < facts[i - 1]!.position!)
      ? [`facts of ${id} were published in another order than they happened`]
      : [],
  );
  return [...untold, ...doubled, ...disordered];
}

function arrivalsSettled(_books: Books, ledger: Ledger): string[] {
  const byId = new Map(ledger.arrivals.map((row) => [row.id, row]));
  const open = ledger.arrivals.flatMap((row) =>
    row.state === "read" && row.settled && row.message_id ? [] : [`${row.id} is ${row.state}`],
  );
  const inbound = ledger.messages.filter((row) => row.kind === "inbound");
  const orphans = inbound.flatMap((row) =>
    row.arrival_id && byId.get(row.arrival_id)?.message_id === row.id
      ? []
      : [`${row.id} has no arrival of its own`],
  );
  return [...open, ...orphans];
}

/** What a visitor was told is there must be in the talk that the widget shows them. */
function talksAreFound(books: Books, ledger: Ledger): string[] {
  const found = new Set(ledger.talks);
  const web = new Set(
    ledger.conversations.filter((row) => ledger.webInboxes.includes(row.inbox_id)).map((row) => row.id),
  );
  const acknowledged = ledger.messages.filter(
    (row) => web.has(row.conversation_id) && books.entries.get(row.key ?? "")?.outcome === "acknowledged",
  );
  return [...new Set(acknowledged.map((row) => row.conversation_id))].filter((id) => !found.has(id));
}

/** What the follower was told against what was published: everything from its beginning, once, in order; and nothing that is one member's alone. */
export function streamProblems(positions: readonly number[], ledger: Ledger): string[] {
  const [own, shared] = split(ledger.journal, isOneMembers);
  const published = shared.map((fact) => fact.position!).sort((a, b) => a - b);
  const told = new Set(positions);
  const disordered = positions.flatMap((position, i) =>
    i > 0 && position <= positions[i - 1]! ? [`position ${position} was told after ${positions[i - 1]}`] : [],
  );
  const missing = published
    .filter((position) => !told.has(position))
    .map((position) => `position ${position} was never told`);
  const overheard = own
    .filter((fact) => told.has(fact.position!))
    .map((fact) => `position ${fact.position}, ${fact.type}, was told to somebody else`);
  return [...disordered, ...missing, ...overheard];
}

/** Drafts, and what the guard found: told to their member, and the follower is none. */
function isOneMembers(fact: FactRow): boolean {
  return fact.type.startsWith("draft.") || fact.data.own === true;
}

function split<Row>(rows: readonly Row[], isFirst: (row: Row) => boolean): [Row[], Row[]] {
  return [rows.filter(isFirst), rows.filter((row) => !isFirst(row))];
}

function entriesOf(books: Books, outcome: Entry["outcome"]): Entry[] {
  return [...books.entries.values()].filter((entry) => entry.outcome === outcome);
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
