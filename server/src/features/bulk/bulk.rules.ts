import type { BulkChange } from "#features/inbox/inbox.contract.ts";

/** As long as a bulk change can be put back (ux.md: undo for 60 s). */
export const undoForMs = 60_000;

/** What a bulk change may alter, as it was before. */
export interface Before {
  id: string;
  status: "open" | "snoozed" | "resolved";
  assigneeId: string | null;
  snoozedUntil: string | null;
  dueAt: string | null;
  tags: string[];
  priority: "low" | "normal" | "high" | "urgent";
  resolution: { reason: string | null; solved: string | null } | null;
}

export type UndoStep =
  | { do: "assign"; memberId: string | null }
  | { do: "snooze"; until: string }
  | { do: "wake" }
  | { do: "tags"; tags: string[] }
  | { do: "priority"; priority: Before["priority"] }
  | { do: "reopen"; dueAt: string | null }
  | { do: "resolve"; reason: string | null; solved: string | null; dueAt: string | null };

export function plainTag(tag: string): string {
  return tag.trim().toLowerCase();
}

/** The tags after adding or taking away one; the same list when nothing changes. */
export function tagsAfter(tags: readonly string[], change: { do: "tag" | "untag"; tag: string }): string[] {
  const tag = plainTag(change.tag);
  const others = tags.filter((each) => each !== tag);
  if (change.do === "untag") return others;
  return tags.includes(tag) ? [...tags] : [...tags, tag];
}

/** How to put one conversation back; null when somebody has changed the same thing since, whose decision stands. */
export function undoSteps(
  change: BulkChange["change"],
  before: Before,
  current: Before,
  now: number,
): UndoStep[] | null {
  switch (change.do) {
    case "assign":
      return current.assigneeId === change.member_id ? [{ do: "assign", memberId: before.assigneeId }] : null;
    case "priority":
      return current.priority === change.priority ? [{ do: "priority", priority: before.priority }] : null;
    case "tag":
    case "untag":
      return undoTag(change, before, current);
    case "snooze": {
      const isOurs =
        current.status === "snoozed" && Date.parse(current.snoozedUntil!) === Date.parse(change.until);
      if (!isOurs) return null;
      return sleepsOn(before, now) ? [{ do: "snooze", until: before.snoozedUntil! }] : [{ do: "wake" }];
    }
    case "resolve": {
      if (current.status !== "resolved") return null;
      const reopened: UndoStep = { do: "reopen", dueAt: before.dueAt };
      return sleepsOn(before, now) ? [reopened, { do: "snooze", until: before.snoozedUntil! }] : [reopened];
    }
    case "reopen":
      if (current.status !== "open" || !before.resolution) return null;
      return [{ do: "resolve", ...before.resolution, dueAt: before.dueAt }];
  }
}

function undoTag(
  change: { do: "tag" | "untag"; tag: string },
  before: Before,
  current: Before,
): UndoStep[] | null {
  const tag = plainTag(change.tag);
  const had = before.tags.includes(tag);
  if (current.tags.includes(tag) === had) return null;
  return [{ do: "tags", tags: tagsAfter(current.tags, { do: had ? "tag" : "untag", tag }) }];
}

function sleepsOn(before: Before, now: number): boolean {
  return before.status === "snoozed" && Date.parse(before.snoozedUntil!) > now;
}
