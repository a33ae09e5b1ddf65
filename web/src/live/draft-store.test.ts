import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "./api.ts";
import { createDraftStore } from "./draft-store.ts";
import { fakeServer, settled } from "./live-doubles.ts";

const ana = "mbr_ana0000001";

function aDesk(kept = new Map<string, string>()) {
  const server = fakeServer();
  const waiting: (() => void)[] = [];
  const clock = { now: Date.parse("2026-11-25T10:00:00.000Z") };
  const drafts = createDraftStore({
    api: server.api,
    shelf: {
      read: (key) => kept.get(key) ?? null,
      write: (key, text) => void kept.set(key, text),
      remove: (key) => void kept.delete(key),
    },
    now: () => clock.now,
    later: (run) => {
      waiting.push(run);
      return () => void waiting.splice(waiting.indexOf(run), 1);
    },
  });
  const twoSecondsPass = () => {
    for (const run of waiting.splice(0)) run();
  };
  return { server, drafts, kept, clock, twoSecondsPass };
}

const draftOf = (text: string, at: string) =>
  ({ kind: "reply", text, member_id: ana, updated_at: at }) as never;

test("a draft survives a crash: this browser has it at once", () => {
  const before = aDesk();
  before.drafts.write("cnv_1", "reply", { text: "Dear Mrs" });
  const after = aDesk(before.kept);
  assert.equal(after.drafts.read("cnv_1", "reply")?.text, "Dear Mrs");
});

test("reply and note, and two conversations, never mix", () => {
  const { drafts } = aDesk();
  drafts.write("cnv_1", "reply", { text: "to the customer" });
  drafts.write("cnv_1", "note", { text: "among us" });
  drafts.write("cnv_2", "reply", { text: "to another" });
  assert.equal(drafts.read("cnv_1", "reply")?.text, "to the customer");
  assert.equal(drafts.read("cnv_1", "note")?.text, "among us");
  assert.equal(drafts.read("cnv_2", "note"), null);
});

test("the server gets it after two quiet seconds", async () => {
  const { server, drafts, twoSecondsPass } = aDesk();
  server.answer("PUT /conversations/cnv_1/drafts/reply", {});
  drafts.write("cnv_1", "reply", { text: "Dear" });
  assert.equal(server.asked.length, 0);
  twoSecondsPass();
  assert.deepEqual(server.asked[0]?.body, { text: "Dear" });
  await settled();
  assert.equal(drafts.get().get("cnv_1/reply")?.saved, "Dear");
});

test("or after twenty characters, without waiting", () => {
  const { server, drafts } = aDesk();
  server.answer("PUT /conversations/cnv_1/drafts/reply", {});
  drafts.write("cnv_1", "reply", { text: "twenty characters ok" });
  assert.equal(server.asked.length, 1);
});

test("what could not be saved is tried again with the next key", async () => {
  const { server, drafts, twoSecondsPass } = aDesk();
  server.answer("PUT", new Problem(0, {}));
  drafts.write("cnv_1", "reply", { text: "Dear" });
  twoSecondsPass();
  await settled();
  server.answer("PUT", {});
  drafts.write("cnv_1", "reply", { text: "Dear M" });
  twoSecondsPass();
  assert.deepEqual(server.asked.at(-1)?.body, { text: "Dear M" });
});

test("of two copies the later one is kept", () => {
  const { drafts } = aDesk();
  drafts.write("cnv_1", "reply", { text: "here, at ten" });
  assert.deepEqual(
    drafts.adopt("cnv_1", [draftOf("elsewhere, at nine", "2026-11-25T09:00:00.000Z")], ana),
    [],
  );
  assert.equal(drafts.read("cnv_1", "reply")?.text, "here, at ten");
  assert.deepEqual(
    drafts.adopt("cnv_1", [draftOf("elsewhere, at eleven", "2026-11-25T11:00:00.000Z")], ana),
    ["reply"],
  );
  assert.equal(drafts.read("cnv_1", "reply")?.text, "elsewhere, at eleven");
});

test("a colleague's draft never becomes mine", () => {
  const { drafts } = aDesk();
  const theirs = {
    kind: "reply",
    text: "Tomás writes",
    member_id: "mbr_tomas00001",
    updated_at: "2026-11-25T11:00:00.000Z",
  };
  drafts.adopt("cnv_1", [theirs as never], ana);
  assert.equal(drafts.read("cnv_1", "reply"), null);
});

test("sent, it is gone here and there", async () => {
  const { server, drafts, kept, twoSecondsPass } = aDesk();
  server.answer("PUT", {});
  drafts.write("cnv_1", "reply", { text: "Dear" });
  twoSecondsPass();
  await settled();
  server.answer("DELETE", {});
  drafts.drop("cnv_1", "reply");
  assert.equal(kept.size, 0);
  assert.equal(server.asked.at(-1)?.method, "DELETE");
});
