import type { Author } from "#features/conversations/conversations.contract.ts";
import { afterInbound, afterReply } from "#features/conversations/conversations.rules.ts";
import { preview } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import {
  addMessage,
  authorOf,
  type FileSeed,
  idAt,
  type MemberSeed,
  move,
  type SeedRow,
  type Thread,
  tellFact,
} from "./thread.ts";

/*
 * What the verbs of the desk would have left behind, had they been called at those times: the same rules decide
 * whose turn it is, the same facts stand in the journal, and each change counts one version. `at` only ever grows.
 */

export function customerWrites(thread: Thread, at: number, text: string, files: FileSeed[] = []): void {
  const before = thread.state.status;
  const { customer, beginning } = thread;
  thread.state = afterInbound(thread.state, at, beginning.inbox.responseTargetMs);
  const woken = before === "snoozed" ? { returned: "customer", snoozed_until: null } : { returned: null };
  const id = idAt("msg", at);
  move(thread, { ...woken, ...lastOf(id, at, "inbound", customer, text) }, true);
  const arrivalId = idAt("arr", at);
  const { raw, clientId, externalId } = beginning.arrive(text, id);
  addMessage(thread, at, "inbound", customer, {
    id,
    text,
    language: beginning.language,
    arrival_id: arrivalId,
    client_id: clientId,
    external_id: externalId,
    attachments: files.map((file) => file.id),
  });
  const place = { inbox_id: beginning.inbox.id, conversation_id: thread.id, message_id: id };
  thread.arrivals.push({ id: arrivalId, received_at: instant(at), raw: JSON.stringify(raw), ...place });
  for (const file of files) thread.files.push({ ...file, created_at: instant(at), ...place });
  if (before === "resolved") reopen(thread, at, customer, "customer");
  if (before === "snoozed") {
    end(thread.snoozes, { ended_at: instant(at), ended_because: "customer" });
    tellFact(thread, at, "conversation.returned", customer, { because: "customer" }, id);
  }
  tellFact(thread, at, "message.added", customer, { kind: "inbound" }, id);
}

export function memberReplies(thread: Thread, at: number, by: MemberSeed, text: string): void {
  const wasResolved = thread.state.status === "resolved";
  const author = authorOf(by);
  const id = idAt("msg", at);
  thread.state = afterReply(thread.state);
  move(thread, { returned: null, ...lastOf(id, at, "reply", author, text) }, true);
  addMessage(thread, at, "reply", author, { id, text, language: thread.beginning.language, state: "sent" });
  tellFact(thread, at, "message.added", author, { kind: "reply", state: "sent" }, id);
  if (wasResolved) reopen(thread, at, author, "reply");
}

/** The thread moves, the turn does not. */
export function memberNotes(
  thread: Thread,
  at: number,
  by: MemberSeed,
  text: string,
  called: MemberSeed[] = [],
): void {
  const author = authorOf(by);
  const members = called.map((member) => member.id);
  const mentioned = [...new Set([...(thread.about.mentioned as string[]), ...members])];
  move(thread, { last_at: instant(at), mentioned }, true);
  const words = { text, language: thread.beginning.language, mentions: members };
  const id = addMessage(thread, at, "note", author, words);
  tellFact(thread, at, "message.added", author, { kind: "note", state: "received" }, id);
  if (members.length > 0) tellFact(thread, at, "conversation.mentioned", author, { members }, id);
}

/** The member has looked at what they were called for. */
export function memberSees(thread: Thread, at: number, by: MemberSeed): void {
  const mentioned = thread.about.mentioned as string[];
  if (!mentioned.includes(by.id)) return;
  move(thread, { mentioned: mentioned.filter((each) => each !== by.id) }, false);
  tellFact(thread, at, "conversation.seen", authorOf(by));
}

export function assign(thread: Thread, at: number, to: MemberSeed, by: MemberSeed): void {
  const had = thread.about.assignee_id;
  if (had === to.id) return;
  if (had) end(thread.assignments, { ended_at: instant(at), ended_by: by.id, ended_because: "reassigned" });
  const record = { member_id: to.id, assigned_by: by.id, assigned_at: instant(at) };
  thread.assignments.push({ id: idAt("asg", at), conversation_id: thread.id, ...record });
  change(thread, at, by, { what: "assigned", patch: { assignee_id: to.id }, data: { member_id: to.id } });
}

export function resolve(
  thread: Thread,
  at: number,
  by: MemberSeed,
  { solved = null, reason = null }: { solved?: string | null; reason?: string | null },
): void {
  const answered = thread.state.waitingSinceAt === null;
  if (thread.state.status === "snoozed")
    end(thread.snoozes, { ended_at: instant(at), ended_because: "resolved" });
  thread.state = { ...thread.state, status: "resolved" };
  const record = { resolved_by: authorOf(by), resolved_at: instant(at), reason, solved };
  thread.resolutions.push({ id: idAt("res", at), conversation_id: thread.id, ...record });
  const patch = { resolved_at: instant(at), resolution_reason: reason, snoozed_until: null };
  change(thread, at, by, { what: "resolved", patch, line: { reason, solved }, data: { answered } });
}

export function snooze(thread: Thread, at: number, by: MemberSeed, untilAt: number): void {
  const until = instant(untilAt);
  thread.state = { ...thread.state, status: "snoozed" };
  const record = { until, snoozed_by: by.id, snoozed_at: instant(at) };
  thread.snoozes.push({ id: idAt("snz", at), conversation_id: thread.id, ...record });
  change(thread, at, by, {
    what: "snoozed",
    patch: { snoozed_until: until, returned: null },
    data: { until },
  });
}

/** The snooze is over. */
export function returnFromSnooze(thread: Thread, at: number): void {
  thread.state = { ...thread.state, status: "open" };
  end(thread.snoozes, { ended_at: instant(at), ended_because: "time" });
  move(thread, { snoozed_until: null, returned: "time" }, true);
  tellFact(
    thread,
    at,
    "conversation.returned",
    { kind: "system", id: null, name: null },
    { because: "time" },
  );
}

export function label(
  thread: Thread,
  at: number,
  by: MemberSeed,
  { tags, priority }: { tags?: string[]; priority?: string },
): void {
  if (tags && tags.length > 0) {
    move(thread, { tags }, false);
    tellFact(thread, at, "conversation.tagged", authorOf(by), { tags });
  }
  if (!priority) return;
  move(thread, { priority }, false);
  tellFact(thread, at, "conversation.prioritised", authorOf(by), { priority });
}

/** The customer has read what we wrote so far. */
export function customerReads(thread: Thread, at: number): void {
  const unread = thread.messages.filter((each) => each.kind === "reply" && each.state === "sent");
  if (unread.length === 0) return;
  move(thread, { customer_read_at: instant(at) }, false);
  for (const message of unread) {
    message.state = "read";
    tellFact(thread, at, "message.changed", thread.customer, { state: "read" }, message.id as string);
  }
}

/** A change of state with its line in the thread, which carries the version before it, and its fact. */
function change(
  thread: Thread,
  at: number,
  by: MemberSeed,
  { what, patch, data, line = data }: { what: string; patch: SeedRow; data: SeedRow; line?: SeedRow },
): void {
  const author = authorOf(by);
  const before = thread.version;
  move(thread, patch, what !== "assigned");
  addMessage(thread, at, "system", author, { version: before, event: { type: what, data: line } });
  tellFact(thread, at, `conversation.${what}`, author, data);
}

function reopen(thread: Thread, at: number, by: Author, because: "customer" | "reply"): void {
  const hand = because === "customer" ? "customer" : by.id;
  end(thread.resolutions, { reopened_at: instant(at), reopened_by: hand, reopened_because: because });
  Object.assign(thread.about, { resolved_at: null, resolution_reason: null });
  tellFact(thread, at, "conversation.reopened", by, { because });
}

function lastOf(id: string, at: number, kind: string, by: Author, text: string): SeedRow {
  return {
    last_at: instant(at),
    last_message_id: id,
    last_kind: kind,
    last_author: by,
    last_preview: preview(text),
  };
}

function end(list: SeedRow[], patch: SeedRow): void {
  Object.assign(list.at(-1)!, patch);
}
