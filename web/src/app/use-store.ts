import { useRef, useSyncExternalStore } from "react";
import type { Store } from "../live/store.ts";

type Readable<T> = Pick<Store<T>, "get" | "subscribe">;

export function useStore<T>(store: Readable<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Renders again only when the selected part differs; `same` compares parts that are made anew each time. */
export function useSelected<T, Part>(
  store: Readable<T>,
  select: (value: T) => Part,
  same: (a: Part, b: Part) => boolean = Object.is,
): Part {
  const last = useRef<{ part: Part } | null>(null);
  const read = () => {
    const part = select(store.get());
    if (last.current && same(last.current.part, part)) return last.current.part;
    last.current = { part };
    return part;
  };
  return useSyncExternalStore(store.subscribe, read);
}
