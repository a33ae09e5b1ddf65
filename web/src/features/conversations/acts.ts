import type { ConversationSummary } from "@amends/server/contract";
import i18next from "i18next";
import { api } from "../../app/api.ts";
import { inbox } from "../../app/desk.ts";
import { fullTime } from "../../app/format.ts";
import { sayUndoable } from "../../app/undo.ts";
import { Problem } from "../../live/api.ts";
import { newClientId } from "../../live/new-id.ts";
import { showToast } from "../../ui/toast-store.ts";

/**
 * Everything that can be taken back is painted at once and sent behind; when the server refuses, the picture rolls
 * back, and the words say why and offer to try again.
 */
export type Act = {
  conversations: readonly string[];
  patch: (known: ConversationSummary) => ConversationSummary;
  request: (key: string) => Promise<unknown>;
  /** Said when it is done; absent for acts that show by themselves. */
  said?: string;
  undo?: () => void;
  undoMs?: number;
};

const words = i18next.getFixedT(null, "inbox");

export async function perform(act: Act): Promise<boolean> {
  const key = newClientId();
  const done = inbox.change({
    conversations: act.conversations,
    patch: act.patch,
    request: () => act.request(key),
  });
  if (act.said && act.undo) sayUndoable(act.said, act.undo, act.undoMs);
  else if (act.said) showToast(act.said);
  try {
    await done;
    return true;
  } catch (problem) {
    const reason = reasonOf(problem);
    const retry = { label: i18next.t("act.retry", { ns: "app" }), run: () => void perform(act) };
    showToast(i18next.t("act.failed", { ns: "inbox", reason }), { bad: true, action: retry });
    return false;
  }
}

export function reasonOf(problem: unknown): string {
  if (problem instanceof Problem && problem.status > 0) return problem.detail ?? problem.message;
  return i18next.t("problem.network", { ns: "app" });
}

const path = (id: string, part: string) => `/conversations/${id}/${part}`;

function nameOf(memberId: string): string {
  const snapshot = inbox.get().snapshot;
  if (memberId === snapshot?.me) return words("member.you");
  return snapshot?.members.find((each) => each.id === memberId)?.name ?? words("member.somebody");
}

export function assign(id: string, memberId: string | null): Promise<boolean> {
  const before = inbox.get().byId.get(id)?.assignee_id ?? null;
  const said = memberId ? words("said.assigned", { name: nameOf(memberId) }) : words("said.unassigned");
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, assignee_id: memberId as ConversationSummary["assignee_id"] }),
    request: (key) =>
      memberId
        ? api.send("PUT", path(id, "assignment"), { body: { member_id: memberId }, key })
        : api.send("DELETE", path(id, "assignment"), { key }),
    said,
    undo: () => void assign(id, before),
  });
}

export function close(id: string, why: { reason?: string; solved?: string } = {}): Promise<boolean> {
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, status: "resolved", snoozed_until: null }),
    request: (key) => api.send("PUT", path(id, "resolution"), { body: why, key }),
    said: words("said.closed", { name: customerOf(id) }),
    undo: () => void reopen(id),
  });
}

export function reopen(id: string): Promise<boolean> {
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, status: "open", resolved_at: null }),
    request: (key) => api.send("DELETE", path(id, "resolution"), { key }),
    said: words("said.reopened", { name: customerOf(id) }),
  });
}

export function snooze(id: string, until: Date): Promise<boolean> {
  const at = until.toISOString();
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, status: "snoozed", snoozed_until: at }),
    request: (key) => api.send("PUT", path(id, "snooze"), { body: { until: at }, key }),
    said: words("said.snoozed", { until: fullTime(until.getTime(), i18next.language) }),
    undo: () => void wake(id),
  });
}

export function wake(id: string): Promise<boolean> {
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, status: "open", snoozed_until: null }),
    request: (key) => api.send("DELETE", path(id, "snooze"), { key }),
    said: words("said.woken"),
  });
}

export type Priority = ConversationSummary["priority"];

export function setPriority(id: string, priority: Priority): Promise<boolean> {
  const before = inbox.get().byId.get(id)?.priority ?? "normal";
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, priority }),
    request: (key) => api.send("PUT", path(id, "priority"), { body: { priority }, key }),
    said: words("said.prioritised", { priority: words(`priority.${priority}`) }),
    undo: () => void setPriority(id, before),
  });
}

export function setTags(id: string, tags: string[]): Promise<boolean> {
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, tags }),
    request: (key) => api.send("PUT", path(id, "tags"), { body: { tags }, key }),
  });
}

export function rename(id: string, subject: string | null): Promise<boolean> {
  return perform({
    conversations: [id],
    patch: (known) => ({ ...known, subject }),
    request: (key) => api.send("PUT", path(id, "subject"), { body: { subject }, key }),
  });
}

function customerOf(id: string): string {
  return inbox.get().byId.get(id)?.customer.name ?? words("row.nameless");
}
