import i18next from "i18next";
import { dropToast, showToast } from "../ui/toast-store.ts";

/** What can be taken back now, oldest first. `z` takes back the newest; each entry ends by itself. */
type Undoable = { run: () => void; until: number };
let stack: Undoable[] = [];

export function offerUndo(run: () => void, lastsMs: number): () => void {
  const entry: Undoable = { run, until: Date.now() + lastsMs };
  stack = [...stack.filter((each) => each.until > Date.now()), entry];
  return () => {
    stack = stack.filter((each) => each !== entry);
  };
}

export function undoLatest(): boolean {
  const latest = stack.filter((each) => each.until > Date.now()).at(-1);
  if (!latest) return false;
  stack = stack.filter((each) => each !== latest);
  latest.run();
  return true;
}

export function mayUndo(): boolean {
  return stack.some((each) => each.until > Date.now());
}

const lastsMs = 10_000;

/** "Assigned to Sanne. Undo (Z)": said at once, and taken back by the button or the key. */
export function sayUndoable(words: string, undo: () => void, ms: number = lastsMs): void {
  const run = () => {
    withdraw();
    dropToast(toast);
    undo();
  };
  const withdraw = offerUndo(run, ms);
  const action = { label: i18next.t("act.undo", { ns: "app" }), keys: "z", run };
  const toast = showToast(words, { action, lastsMs: ms });
}
