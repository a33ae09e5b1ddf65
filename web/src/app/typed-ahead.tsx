import { useLayoutEffect } from "react";

let held = 0;
let typed = "";

/**
 * Shown while something that takes the keys is still being fetched. What is typed meanwhile is meant for that and not
 * for the list behind it: "s", "tue 9" must never close a conversation because a chunk was slow.
 */
export function TypedAhead() {
  useLayoutEffect(() => {
    held++;
    return () => {
      held--;
    };
  }, []);
  return null;
}

/** True when the press was kept for what is about to open. */
export function holdKey(event: KeyboardEvent): boolean {
  if (held === 0) return false;
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) typed += event.key;
  return true;
}

/** For a field that opens: the words that came before it did. */
export function takeTypedAhead(): string {
  const words = typed;
  typed = "";
  return words;
}
