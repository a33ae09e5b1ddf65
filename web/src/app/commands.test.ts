import assert from "node:assert/strict";
import { test } from "node:test";
import { commandDefinitions, keysOf } from "./commands.ts";

test("no two commands share their keys, and none hides the beginning of another", () => {
  const keys = commandDefinitions.flatMap((command) => (command.keys ? [command.keys.toLowerCase()] : []));
  assert.equal(new Set(keys).size, keys.length);
  for (const one of keys) {
    for (const other of keys)
      assert.ok(one === other || !other.startsWith(`${one} `), `${one} hides ${other}`);
  }
});

test("what fires while somebody writes holds Ctrl or Cmd", () => {
  for (const command of commandDefinitions) {
    if ("inText" in command && command.inText) assert.match(command.keys, /^mod\+/);
  }
});

test("keys can be changed, taken away, and single keys switched off together", () => {
  assert.equal(keysOf("conversation.close"), "e");
  assert.equal(keysOf("conversation.close", { keys: { "conversation.close": "w" } }), "w");
  assert.equal(keysOf("conversation.close", { keys: { "conversation.close": null } }), null);
  assert.equal(keysOf("conversation.close", { off: true }), null);
  assert.equal(keysOf("write.send", { off: true }), "mod+Enter");
});
