import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "./api.ts";
import { createInboxStore } from "./inbox-store.ts";
import { aConversation, anEvent, aSnapshot, fakeServer, later, settled } from "./live-doubles.ts";

const ana = "mbr_ana0000001";

async function loaded() {
  const server = fakeServer();
  const store = createInboxStore(server.api);
  server.answer("GET /inbox", aSnapshot([aConversation()]));
  await store.load();
  const shown = () => store.get().byId.get("cnv_okafor0001");
  return { server, store, shown };
}

const take = (request: () => Promise<unknown>) => ({
  conversations: ["cnv_okafor0001"],
  patch: (known: ReturnType<typeof aConversation>) => ({ ...known, assignee_id: ana as never }),
  request,
});

test("an assignment is painted before the server has answered", async () => {
  const { store, shown } = await loaded();
  const answer = later<unknown>();
  const done = store.change(take(() => answer.promise));
  assert.equal(shown()?.assignee_id, ana);
  answer.give(aConversation({ assignee_id: ana as never, version: 2 }));
  await done;
  assert.equal(shown()?.assignee_id, ana);
  assert.equal(shown()?.version, 2);
});

test("a refused change rolls back and says why", async () => {
  const { store, shown } = await loaded();
  const refused = new Problem(422, { code: "conversations.assignee_unknown", detail: "Not in this inbox." });
  await assert.rejects(store.change(take(() => Promise.reject(refused))), /Not in this inbox/);
  assert.equal(shown()?.assignee_id, null);
});

test("two pending changes lie on top of each other, and one can fall without the other", async () => {
  const { store, shown } = await loaded();
  const first = later<unknown>();
  const second = later<unknown>();
  const assigned = store.change(take(() => first.promise));
  const tagged = store.change({
    conversations: ["cnv_okafor0001"],
    patch: (known) => ({ ...known, tags: ["delivery"] }),
    request: async () => {
      throw await second.promise;
    },
  });
  second.give(new Problem(500, {}));
  await assert.rejects(tagged);
  assert.deepEqual(shown()?.tags, []);
  assert.equal(shown()?.assignee_id, ana);
  first.give(aConversation({ assignee_id: ana as never, version: 2 }));
  await assigned;
});

test("an event shows at once, and an older one never takes it back", async () => {
  const { store, shown } = await loaded();
  store.receive([anEvent({ position: "12", conversation: aConversation({ version: 3, unanswered: 2 }) })]);
  store.receive([anEvent({ position: "11", conversation: aConversation({ version: 2, unanswered: 1 }) })]);
  assert.equal(shown()?.unanswered, 2);
});

test("a closed conversation leaves the snapshot and stays known to the thread that shows it", async () => {
  const { store, shown } = await loaded();
  store.receive([anEvent({ conversation: aConversation({ version: 2, status: "resolved" }) })]);
  assert.equal(store.get().snapshot?.conversations.length, 0);
  assert.equal(shown()?.status, "resolved");
});

test("a change without an answer stays painted until its event comes", async () => {
  const { store, shown } = await loaded();
  const done = store.change(take(() => Promise.resolve(undefined)));
  await settled();
  assert.equal(shown()?.assignee_id, ana);
  store.receive([anEvent({ conversation: aConversation({ version: 2, assignee_id: ana as never }) })]);
  await done;
  assert.equal(shown()?.version, 2);
});

test("who looks in leaves again, by word or by a lost line", async () => {
  const { store } = await loaded();
  const presence = {
    member_id: "mbr_tomas00001",
    conversation_id: "cnv_okafor0001",
    doing: "noting",
    at: "x",
  } as const;
  store.sign({ sign: "presence", presence });
  assert.equal(store.get().presence.get("mbr_tomas00001")?.doing, "noting");
  store.sign({ sign: "left", member_id: "mbr_tomas00001" });
  assert.equal(store.get().presence.size, 0);
});
