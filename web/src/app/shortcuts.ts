import { mayRun, runCommand } from "./command-registry.ts";
import { commandDefinitions, keysOf } from "./commands.ts";
import { preferences } from "./preferences.ts";
import { matchStrokes, strokesOf } from "./shortcut-match.ts";
import { holdKey } from "./typed-ahead.tsx";

const sequenceMs = 1200;
const isApple = /Mac|iPhone|iPad/.test(navigator.platform ?? "");

/** The one place where keys become acts. Returns how to stop listening. */
export function listenForShortcuts(): () => void {
  let strokes: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forget = () => {
    strokes = [];
    clearTimeout(timer);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // An editor claims Enter for itself whatever is held with it; what holds Ctrl or Cmd is ours all the same.
    if (event.defaultPrevented && !event.ctrlKey && !event.metaKey) return;
    const writing = isWriting(event.target);
    if (!writing && holdKey(event)) {
      event.preventDefault();
      return;
    }
    const choice = preferences.get().shortcuts;
    const press = { ...pressOf(event), altGraph: event.getModifierState("AltGraph") };
    const candidates = strokesOf(press, isApple, choice.byPosition ?? false);
    if (candidates.length === 0) return;
    const bindings = commandDefinitions
      .filter((command) => !writing || ("inText" in command && command.inText))
      .flatMap((command) => {
        const keys = keysOf(command.id, choice);
        return keys && mayRun(command.id) ? [{ id: command.id, keys }] : [];
      });
    const { match, tried } = bestMatch(strokes, candidates, bindings);
    if (match.found && leavesToElement(event)) return;
    if (match.found) {
      forget();
      event.preventDefault();
      runCommand(match.found as (typeof commandDefinitions)[number]["id"]);
    } else if (match.waiting) {
      strokes = tried;
      clearTimeout(timer);
      timer = setTimeout(forget, sequenceMs);
    } else {
      forget();
    }
  };
  window.addEventListener("keydown", onKeyDown);
  return () => {
    forget();
    window.removeEventListener("keydown", onKeyDown);
  };
}

/** The strokes so far with this one, or this one as a new beginning; by letter first, by place second. */
function bestMatch(strokes: string[], candidates: string[], bindings: { id: string; keys: string }[]) {
  const sequences = [
    ...candidates.map((stroke) => [...strokes, stroke]),
    ...candidates.map((stroke) => [stroke]),
  ];
  for (const tried of sequences) {
    const match = matchStrokes(tried, bindings);
    if (match.found || match.waiting) return { match, tried };
  }
  return { match: { found: null, waiting: false }, tried: [] };
}

/** Somebody is writing: the letters are theirs. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("[role=textbox]")) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !["checkbox", "radio", "button", "submit", "range"].includes(target.type)
  );
}

/** Enter and Space belong to the button, link or menu that has the focus; inside a menu so do the letters. */
function leavesToElement(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false;
  if (event.ctrlKey || event.metaKey) return false;
  if (event.target.closest("[role=menu], [role=dialog], [role=listbox]") && event.key !== "?") return true;
  const plain = event.key === "Enter" || event.key === " ";
  return plain && event.target.closest("a, button, summary, input") !== null;
}

function pressOf(event: KeyboardEvent) {
  const { key, code, ctrlKey, metaKey, shiftKey, altKey, isComposing, keyCode } = event;
  return { key, code, ctrlKey, metaKey, shiftKey, altKey, isComposing, keyCode };
}
