/** The parts of a keyboard event that decide; a plain object in tests. */
export type KeyPress = {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  keyCode: number;
  altGraph: boolean;
};

const physicalLetters = /^Key([A-Z])$/;
const physicalDigits = /^Digit([0-9])$/;

/**
 * The stroke in our notation, or none when this press is not ours: an input method is composing, AltGr or Alt writes
 * a letter (Polish, French, German keyboards), or a lone modifier went down. On a keyboard without Latin letters
 * (Cyrillic, Greek, Hebrew) the same key by its place comes second, so that every shortcut can be typed at all.
 */
export function strokesOf(press: KeyPress, apple: boolean, byPosition: boolean): string[] {
  if (press.isComposing || press.keyCode === 229 || press.altGraph || press.altKey) return [];
  if (["Shift", "Control", "Meta", "Alt", "Dead", "Process", "AltGraph", "CapsLock"].includes(press.key))
    return [];
  if (apple ? press.ctrlKey : press.metaKey) return [];
  return namesOf(press, byPosition).map((key) => strokeWith(key, press, apple));
}

/** The first choice alone. */
export function strokeOf(press: KeyPress, apple: boolean, byPosition: boolean): string | null {
  return strokesOf(press, apple, byPosition)[0] ?? null;
}

function strokeWith(key: string, press: KeyPress, apple: boolean): string {
  const mod = apple ? press.metaKey : press.ctrlKey;
  // A symbol such as "?" needs Shift to be typed on some keyboards and not on others, so Shift is part of a stroke
  // only for letters and named keys.
  const isSymbol = key.length === 1 && !/\p{L}/u.test(key);
  return [mod ? "mod" : "", press.shiftKey && !isSymbol ? "shift" : "", key].filter(Boolean).join("+");
}

export function isSameStroke(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Which binding the strokes so far make, and whether some longer one could still come. */
export function matchStrokes(
  strokes: string[],
  bindings: { id: string; keys: string }[],
): { found: string | null; waiting: boolean } {
  let found: string | null = null;
  let waiting = false;
  for (const binding of bindings) {
    const wanted = binding.keys.split(" ");
    const agrees = strokes.every(
      (stroke, at) => wanted[at] !== undefined && isSameStroke(stroke, wanted[at]),
    );
    if (!agrees) continue;
    if (wanted.length === strokes.length) found ??= binding.id;
    else waiting = true;
  }
  return { found, waiting };
}

/** What the key is called: first choice first. */
function namesOf(press: KeyPress, byPosition: boolean): string[] {
  const place = (
    physicalLetters.exec(press.code)?.[1] ?? physicalDigits.exec(press.code)?.[1]
  )?.toLowerCase();
  if (press.key === " ") return ["Space"];
  if (press.key.length > 1) return [press.key];
  const letter = press.key.toLowerCase();
  if (!place) return [letter];
  if (byPosition) return [place];
  const isForeign = /\p{L}/u.test(letter) && !/\p{Script=Latin}/u.test(letter);
  return isForeign ? [letter, place] : [letter];
}
