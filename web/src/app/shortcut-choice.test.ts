import assert from "node:assert/strict";
import { test } from "node:test";
import { commandDefinitions, isSingleKeys, keysOf } from "./commands.ts";
import { problemWith, readExport, withKeys, writeExport } from "./shortcut-choice.ts";

test("no two commands share keys out of the box, and none hides another's sequence", () => {
  for (const command of commandDefinitions) {
    if (command.keys) assert.equal(problemWith(command.id, command.keys, {}), null, command.id);
  }
});

test("a conflict names the command that has the keys", () => {
  assert.deepEqual(problemWith("conversation.note", "r", {}), { kind: "taken", by: "conversation.reply" });
  assert.deepEqual(problemWith("conversation.note", "g", {}), { kind: "taken", by: "go.myTurn" });
  const moved = withKeys({}, "conversation.reply", "y");
  assert.equal(problemWith("conversation.note", "r", moved), null);
  assert.deepEqual(problemWith("conversation.note", "y", moved), { kind: "taken", by: "conversation.reply" });
});

test("what works while somebody writes never takes a letter, and the browser keeps its own", () => {
  assert.deepEqual(problemWith("write.send", "s", {}), { kind: "needsMod" });
  assert.deepEqual(problemWith("conversation.tag", "mod+w", {}), { kind: "browser" });
});

test("switching single keys off leaves everything with Ctrl or Cmd, and Escape", () => {
  const off = { off: true };
  assert.equal(keysOf("conversation.reply", off), null);
  assert.equal(keysOf("go.mine", off), null);
  assert.equal(keysOf("app.shortcuts", off), null);
  assert.equal(keysOf("app.palette", off), "mod+k");
  assert.equal(keysOf("list.selectAll", off), "mod+shift+a");
  assert.equal(keysOf("app.back", off), "Escape");
  assert.equal(isSingleKeys("shift+e"), true);
});

test("a choice survives being carried to another place, and nonsense is refused", () => {
  const choice = withKeys({ off: false, byPosition: true }, "conversation.reply", "y");
  assert.deepEqual(readExport(writeExport(choice)), choice);
  assert.equal(readExport("{}"), null);
  assert.equal(readExport("no json"), null);
  assert.deepEqual(readExport('{"amends_shortcuts":{"keys":{"no.such":"x"}}}')?.keys, {});
});

test("going back to the default keeps nothing, so that a later default reaches it", () => {
  const moved = withKeys({}, "conversation.reply", "y");
  assert.deepEqual(withKeys(moved, "conversation.reply", "r").keys, {});
});
