import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Density, densityOf, preferences } from "../../app/preferences.ts";
import { useMedia } from "../../app/use-media.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import type { Group, GroupId } from "../views/list-order.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { current } from "./current.ts";
import { useHeldStill } from "./use-held-still.ts";
import type { List } from "./use-list.ts";

type Item = { kind: "group"; id: GroupId; count: number } | { kind: "row"; id: string; position: number };

const rowHeights: Record<Density, number> = { compact: 32, normal: 44, roomy: 56 };
const touchHeight = 64;
const groupHeight = 32;

type ListProps = { view: string; list: List; onNearEnd: () => void };

/** Only what can be seen is in the page; every height is known beforehand, so nothing jumps and nothing is blank. */
export function ConversationList({ view, list, onNearEnd }: ListProps) {
  const { t } = useTranslation("inbox");
  const scroller = useRef<HTMLDivElement>(null);
  const density = useSelected(preferences, (kept) => densityOf(view, kept));
  const isPhone = useMedia("(max-width: 860px)");
  const rowHeight = isPhone ? touchHeight : rowHeights[density];
  const items = useMemo(() => flatten(list.groups), [list.groups]);
  useHeldStill(scroller, list.hold);

  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === "group" ? groupHeight : rowHeight),
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are a function of these two
  useEffect(() => virtual.measure(), [rowHeight, items]);
  useFollowCurrent(items, (index) => {
    if (!isInSight(virtual, index)) virtual.scrollToIndex(index, { align: "auto" });
  });

  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && last >= items.length - 20) onNearEnd();
  }, [last, items.length, onNearEnd]);

  return (
    <div ref={scroller} className="scroll rows" data-density={isPhone ? "touch" : density}>
      {/* biome-ignore lint/a11y/useSemanticElements: headings stand between the rows, which a list element cannot hold */}
      <div
        role="list"
        aria-label={t("list.label")}
        style={{ height: virtual.getTotalSize(), position: "relative" }}
      >
        {rows.map((row) => {
          const item = items[row.index];
          if (!item) return null;
          return (
            <div
              key={row.key}
              className="slot"
              style={{ transform: `translateY(${row.start}px)`, height: row.size }}
            >
              {item.kind === "group" ? (
                <GroupHead id={item.id} count={item.count} />
              ) : (
                <ConversationRow id={item.id} view={view} position={item.position} count={items.length} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** From what the list knows already: asking the page would force a layout at every key. */
function isInSight(virtual: Virtualizer<HTMLDivElement, Element>, index: number): boolean {
  const row = virtual.measurementsCache[index];
  const top = virtual.scrollOffset ?? 0;
  const height = virtual.scrollRect?.height ?? 0;
  return row !== undefined && row.start >= top && row.end <= top + height;
}

function GroupHead({ id, count }: { id: GroupId; count: number }) {
  const { t } = useTranslation("inbox");
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list
    <div role="listitem">
      <h2 className="grp">
        <span>{t(`group.${id}`)}</span>
        <span className="num">{count}</span>
      </h2>
    </div>
  );
}

function flatten(groups: readonly Group[]): Item[] {
  const items: Item[] = [];
  let position = 0;
  for (const group of groups) {
    // A view that is not ordered by promise is one run of rows, without a heading.
    if (group.id !== "all") items.push({ kind: "group", id: group.id, count: group.ids.length });
    for (const id of group.ids) items.push({ kind: "row", id, position: ++position });
  }
  return items;
}

/** The open row stays in sight when keys move it. */
function useFollowCurrent(items: readonly Item[], scrollTo: (index: number) => void): void {
  const open = useStore(current);
  const latest = useRef({ items, scrollTo });
  latest.current = { items, scrollTo };
  useEffect(() => {
    if (!open) return;
    const index = latest.current.items.findIndex((item) => item.kind === "row" && item.id === open);
    // The heading above the first row of a group is part of the place.
    if (index >= 0) latest.current.scrollTo(index === 1 ? 0 : index);
  }, [open]);
}
