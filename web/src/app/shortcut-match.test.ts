import assert from "node:assert/strict";
import { test } from "node:test";
import { type KeyPress, matchStrokes, strokesOf } from "./shortcut-match.ts";

const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  altGraph: false,
  ...held,
});
const strokes = (one: KeyPress, byPosition = false, apple = false) => strokesOf(one, apple, byPosition);

test("by letter: what is printed on the key counts, wherever the key is", () => {
  assert.deepEqual(strokes(press("a", "KeyQ")), ["a"]); // AZERTY
  assert.deepEqual(strokes(press("z", "KeyY")), ["z"]); // QWERTZ
});

test("by place: where the key is counts, whatever is printed on it", () => {
  assert.deepEqual(strokes(press("q", "KeyA"), true), ["a"]);
  assert.deepEqual(strokes(press("о", "KeyJ"), true), ["j"]);
});

test("a keyboard without Latin letters reaches every shortcut by its place", () => {
  assert.deepEqual(strokes(press("о", "KeyJ")), ["о", "j"]);
  assert.deepEqual(strokes(press("л", "KeyK", { ctrlKey: true })), ["mod+л", "mod+k"]);
});

test("shift belongs to letters and not to signs, which need it on some keyboards only", () => {
  assert.deepEqual(strokes(press("E", "KeyE", { shiftKey: true })), ["shift+e"]);
  assert.deepEqual(strokes(press("?", "Minus", { shiftKey: true })), ["?"]);
  assert.deepEqual(strokes(press("/", "Digit7", { shiftKey: true })), ["/"]);
});

test("whatever writes a letter is left alone: AltGr, Alt, input methods, dead keys", () => {
  assert.deepEqual(strokes(press("ł", "KeyL", { altGraph: true })), []);
  assert.deepEqual(strokes(press("ś", "KeyS", { altKey: true })), []);
  assert.deepEqual(strokes(press("Process", "KeyK", { isComposing: true })), []);
  assert.deepEqual(strokes(press("k", "KeyK", { keyCode: 229 })), []);
  assert.deepEqual(strokes(press("Dead", "Quote")), []);
});

test("Cmd is for Apple and Ctrl for the others; the other one is not ours", () => {
  assert.deepEqual(strokes(press("k", "KeyK", { metaKey: true }), false, true), ["mod+k"]);
  assert.deepEqual(strokes(press("k", "KeyK", { ctrlKey: true }), false, true), []);
  assert.deepEqual(strokes(press("k", "KeyK", { metaKey: true })), []);
});

test("a sequence waits for its second key and is found by it", () => {
  const bindings = [
    { id: "go.mine", keys: "g m" },
    { id: "list.next", keys: "j" },
  ];
  assert.deepEqual(matchStrokes(["g"], bindings), { found: null, waiting: true });
  assert.deepEqual(matchStrokes(["g", "m"], bindings), { found: "go.mine", waiting: false });
  assert.deepEqual(matchStrokes(["j"], bindings), { found: "list.next", waiting: false });
});
