import type { BulkChange, BulkResult, ConversationSummary } from "@amends/server/contract";
import i18next from "i18next";
import { api } from "../../app/api.ts";
import { inbox } from "../../app/desk.ts";
import { showToast } from "../../ui/toast-store.ts";
import { perform } from "../conversations/acts.ts";
import { clearSelection } from "./selection.ts";

export type BulkDo = BulkChange["change"];

/** The server puts a bulk change back for this long. */
const undoMs = 60_000;

/** One act on many rows: painted at once, one request, one undo, and each row that failed is named. */
export async function changeMany(ids: readonly string[], change: BulkDo): Promise<void> {
  let result: BulkResult | null = null;
  clearSelection();
  const words = i18next.getFixedT(null, "inbox");
  await perform({
    conversations: ids,
    patch: (known) => patched(known, change),
    request: async (key) => {
      result = await api.send<BulkResult>("POST", "/bulk-changes", {
        body: { conversation_ids: ids, change },
        key,
      });
      tellFailures(result);
    },
    said: words(`bulk.said.${change.do}`, { count: ids.length }),
    undo: () => void takeBack(result),
    undoMs,
  });
}

async function takeBack(result: BulkResult | null): Promise<void> {
  if (!result) return;
  await perform({
    conversations: [],
    patch: (known) => known,
    request: () => api.send("DELETE", `/bulk-changes/${result.id}`),
    said: i18next.t("bulk.undone", { ns: "inbox", count: result.changed.length }),
  });
}

function tellFailures(result: BulkResult): void {
  if (result.failed.length === 0) return;
  const names = result.failed.map((each) => inbox.get().byId.get(each.conversation_id)?.customer.name ?? "?");
  const shown = new Intl.ListFormat(i18next.language).format(names.slice(0, 5));
  showToast(i18next.t("bulk.failed", { ns: "inbox", count: result.failed.length, names: shown }), {
    bad: true,
  });
}

function patched(known: ConversationSummary, change: BulkDo): ConversationSummary {
  switch (change.do) {
    case "assign":
      return { ...known, assignee_id: change.member_id };
    case "snooze":
      return { ...known, status: "snoozed", snoozed_until: change.until };
    case "tag":
      return { ...known, tags: [...new Set([...known.tags, change.tag])] };
    case "untag":
      return { ...known, tags: known.tags.filter((each) => each !== change.tag) };
    case "priority":
      return { ...known, priority: change.priority };
    case "resolve":
      return { ...known, status: "resolved" };
    case "reopen":
      return { ...known, status: "open" };
  }
}
