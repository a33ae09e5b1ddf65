import type { BulkChange, ConversationSummary } from "@amends/server/contract";
import i18next from "i18next";
import { changeMany } from "../features/bulk/bulk-acts.ts";
import { selection } from "../features/bulk/selection.ts";
import { current } from "../features/inbox/current.ts";
import { mayRun } from "./command-registry.ts";
import { inbox } from "./desk.ts";

/** What a command with words is about: the chosen rows, else the open conversation. */
export type Subject = {
  ids: readonly string[];
  /** The only one, or null when there are many. */
  one: ConversationSummary | null;
  label: string;
};

export function subjectOf(): Subject | null {
  const chosen = [...selection.get()];
  if (chosen.length > 0) {
    const label = i18next.t("many", { ns: "palette", count: chosen.length });
    return { ids: chosen, one: null, label };
  }
  const id = current.get();
  const one = id ? (inbox.get().byId.get(id) ?? null) : null;
  // Assigning is offered exactly while a conversation is on the screen.
  if (!one || !mayRun("conversation.assign")) return null;
  return { ids: [one.id], one, label: one.customer.name ?? i18next.t("somebody", { ns: "palette" }) };
}

export function changeAll(subject: Subject, change: BulkChange["change"]): void {
  void changeMany(subject.ids, change);
}
