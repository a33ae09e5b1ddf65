import type { ConversationAudit } from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { lastEvents } from "../../app/desk.ts";
import { createStore, withNewest } from "../../live/store.ts";

const kept = 40;
/** What the auditor found, by conversation; the last ones looked at. */
export const audits = createStore<ReadonlyMap<string, ConversationAudit>>(new Map());

export async function loadAudit(id: string): Promise<void> {
  const audit = await api.get<ConversationAudit>(`/conversations/${id}/audit`);
  audits.set((now) => withNewest(now, id, audit, kept));
}

/** Fetched again when the auditor or a colleague changed what is shown; what is not shown is fetched when it is opened. */
export function followAudit(id: string): () => void {
  return lastEvents.subscribe(() => {
    const isChanged = lastEvents
      .get()
      .some((event) => event.type === "audit.changed" && event.conversation_id === id);
    if (isChanged) void loadAudit(id).catch(() => {});
  });
}

export async function disputeFinding(
  conversationId: string,
  findingId: string,
  reason: string,
): Promise<void> {
  const body = reason.trim() === "" ? {} : { reason };
  await api.send("POST", `/audit-findings/${findingId}/dispute`, { body });
  await loadAudit(conversationId);
}
