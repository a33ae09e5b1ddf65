import type { SavedView } from "@amends/server/contract";
import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { clock } from "../../live/clock.ts";
import {
  arrange,
  type Group,
  holdOrder,
  type ViewId,
  type ViewQuery,
  viewQueries,
} from "../views/list-order.ts";
import { shownOrder } from "./current.ts";

export function queryOf(view: string, saved: readonly SavedView[]): ViewQuery {
  if (view in viewQueries) return viewQueries[view as ViewId];
  return (saved.find((each) => each.id === view)?.query as ViewQuery | undefined) ?? viewQueries["my-turn"];
}

export type List = {
  groups: Group[];
  /** How many rows would stand elsewhere, were the list not held still under the pointer. */
  moved: number;
  count: number;
  settle: () => void;
  /** For the scrolling element: tells when the pointer or the focus is in the list. */
  hold: (held: boolean) => void;
};

/** A minute is as fine as the groups are. */
const minuteOf = (now: number) => Math.floor(now / 60_000);

export function useList(view: string, query: ViewQuery): List {
  const byId = useSelected(inbox, (state) => state.byId);
  const me = useSelected(inbox, (state) => state.snapshot?.me ?? "");
  const minute = useSelected(clock, minuteOf);
  // The minute is what makes a row late: the groups follow it even when nothing arrives.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const fresh = useMemo(() => arrange(byId.values(), query, me, Date.now()), [byId, query, me, minute]);
  const held = useRef(false);
  const shown = useRef<{ view: string; groups: Group[] }>({ view: "", groups: [] });
  const [, repaint] = useReducer((count: number) => count + 1, 0);

  const mayHold = held.current && shown.current.view === view && shown.current.groups.length > 0;
  const { groups, moved } = mayHold ? holdOrder(shown.current.groups, fresh) : { groups: fresh, moved: 0 };
  shown.current = { view, groups };

  const ids = useMemo(() => groups.flatMap((group) => group.ids), [groups]);
  useEffect(() => shownOrder.set(ids), [ids]);

  const settle = useCallback(() => {
    shown.current = { view: "", groups: [] };
    repaint();
  }, []);
  const hold = useCallback((next: boolean) => {
    if (held.current === next) return;
    held.current = next;
    if (!next) repaint();
  }, []);
  return { groups, moved, count: fresh.reduce((sum, group) => sum + group.ids.length, 0), settle, hold };
}
