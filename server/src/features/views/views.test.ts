import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { SavedView } from "#features/inbox/inbox.contract.ts";
import type { Client } from "../../../test/support/client.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse } from "../../../test/support/people.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const namesFor = async (who: Client) =>
  (await who.get<{ items: SavedView[] }>("/views")).ok.items.map((each) => each.name);

test("a view is its owner's, or everybody's when it is shared", async () => {
  const house = await foundHouse(desk);
  const query = { status: "open", assignee: "none" };
  const mine = (await house.ana.post<SavedView>("/views", { name: "Mine", query })).ok;
  const ours = (await house.ana.post<SavedView>("/views", { name: "Ours", query, shared: true })).ok;
  assert.deepEqual(mine.query, query);
  assert.deepEqual(await namesFor(house.ana), ["Mine", "Ours"]);
  assert.deepEqual(await namesFor(house.tomas), ["Ours"]);
  assert.deepEqual(await namesFor(house.program), ["Ours"]);
  assert.deepEqual(await namesFor((await foundHouse(desk)).ines), []);
  const agent = await house.addMember({ name: "Joris" });
  assert.equal((await agent.delete(`/views/${ours.id}`)).code, "views.not_found");
  assert.equal((await house.tomas.delete(`/views/${mine.id}`)).code, "views.not_found");
  assert.equal((await house.tomas.delete(`/views/${ours.id}`)).status, 204);
  assert.equal((await house.ana.delete(`/views/${mine.id}`)).status, 204);
  assert.deepEqual(await namesFor(house.ana), []);
});

test("a view holds a few short conditions and nothing else", async () => {
  const house = await foundHouse(desk);
  for (const query of [{ "a b": "x" }, { status: 1 }, { tag: "x".repeat(201) }, [], "open"])
    assert.equal((await house.ana.post("/views", { name: "Odd", query })).status, 422, JSON.stringify(query));
  assert.equal((await house.ana.post("/views", { name: " ", query: {} })).status, 422);
  assert.equal((await house.program.post("/views", { name: "Program's", query: {} })).status, 403);
});
