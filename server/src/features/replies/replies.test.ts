import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Client } from "../../../test/support/client.ts";
import { follow } from "../../../test/support/follower.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse } from "../../../test/support/people.ts";
import type { SavedReply } from "./replies.contract.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const greeting = {
  title: "Greeting",
  shortcut: "hi",
  bodies: { en: "Hello {{customer.first_name|there}}", nl: "Dag {{customer.first_name|daar}}" },
};
const titles = async (who: Client) =>
  (await who.get<{ items: SavedReply[] }>("/saved-replies?limit=100")).ok.items.map((each) => each.title);

test("a reply is everybody's, or one's own; others do not even learn of it", async () => {
  const house = await foundHouse(desk);
  const shared = (await house.ana.post<SavedReply>("/saved-replies", greeting)).ok;
  assert.equal(shared.shared, true);
  assert.deepEqual(shared.bodies, greeting.bodies);
  const own = (
    await house.ana.post<SavedReply>("/saved-replies", {
      ...greeting,
      title: "Own",
      shortcut: "mine",
      shared: false,
    })
  ).ok;
  assert.deepEqual(await titles(house.ana), ["Greeting", "Own"]);
  assert.deepEqual(await titles(house.tomas), ["Greeting"]);
  assert.deepEqual(await titles(house.program), ["Greeting"]);
  assert.deepEqual(await titles((await foundHouse(desk)).ines), []);
  assert.equal((await house.ines.put(`/saved-replies/${own.id}`, greeting)).code, "replies.not_found");
  assert.equal((await house.ines.delete(`/saved-replies/${own.id}`)).code, "replies.not_found");
});

test("a shared reply is changed by its owner and by supervisors, and by nobody else", async () => {
  const house = await foundHouse(desk);
  const agent = await house.addMember({ name: "Joris", inboxIds: [house.inboxId] });
  const { id } = (await house.ana.post<SavedReply>("/saved-replies", greeting)).ok;
  const change = { title: "Greeting, shorter", bodies: { en: "Hi" } };
  assert.equal((await agent.put(`/saved-replies/${id}`, change)).code, "replies.not_yours");
  assert.equal((await agent.delete(`/saved-replies/${id}`)).code, "replies.not_yours");
  const changed = (await house.tomas.put<SavedReply>(`/saved-replies/${id}`, change)).ok;
  assert.deepEqual(changed.bodies, { en: "Hi" });
  assert.equal(changed.owner_id, house.ana.memberId);
  assert.equal((await house.ana.delete(`/saved-replies/${id}`)).status, 204);
  assert.equal((await house.ana.delete(`/saved-replies/${id}`)).code, "replies.not_found");
  assert.equal((await house.program.post("/saved-replies", greeting)).status, 403);
});

test("a text that speaks of something we cannot fill in is not saved", async () => {
  const house = await foundHouse(desk);
  const wrong = await house.ana.post<{ variable: string; language: string }>("/saved-replies", {
    ...greeting,
    bodies: { en: "Hello", de: "Hallo {{customer.vorname}}" },
  });
  assert.equal(wrong.status, 422);
  assert.equal(wrong.code, "replies.unknown_variable");
  assert.deepEqual([wrong.body.language, wrong.body.variable], ["de", "customer.vorname"]);
  assert.deepEqual(await titles(house.ana), []);
});

test("a shortcut belongs to one of the replies that somebody sees", async () => {
  const house = await foundHouse(desk);
  const first = (await house.ana.post<SavedReply>("/saved-replies", greeting)).ok;
  const twin = { ...greeting, title: "Twin", shortcut: "HI" };
  assert.equal((await house.tomas.post("/saved-replies", twin)).code, "replies.shortcut_taken");
  assert.equal((await house.ana.put(`/saved-replies/${first.id}`, greeting)).status, 200);
  for (const shortcut of ["a b", "", "/hi", "x".repeat(41)])
    assert.equal((await house.ana.post("/saved-replies", { ...greeting, shortcut })).status, 422, shortcut);
  for (const bodies of [{}, { en: " " }, { english: "Hello" }, { en: 1 }])
    assert.equal((await house.ana.post("/saved-replies", { title: "Odd", bodies })).status, 422);
});

test("replies come by title, page by page", async () => {
  const house = await foundHouse(desk);
  for (const title of ["c", "a", "b", "d"])
    await house.ana.post("/saved-replies", { title, bodies: { en: title } });
  const seen: string[] = [];
  let after = "";
  for (let pages = 0; pages < 9; pages++) {
    const page = (
      await house.ana.get<{ items: SavedReply[]; next: string | null }>(`/saved-replies?limit=3${after}`)
    ).ok;
    seen.push(...page.items.map((each) => each.title));
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  assert.deepEqual(seen, ["a", "b", "c", "d"]);
});

test("a change to a shared reply is told to everybody, one to an own reply to its owner alone", async () => {
  const house = await foundHouse(desk);
  const [ana, tomas] = await Promise.all([follow(desk, house.ana), follow(desk, house.tomas)]);
  await house.ana.post("/saved-replies", { title: "Own", bodies: { en: "x" }, shared: false });
  const { id } = (await house.ana.post<SavedReply>("/saved-replies", greeting)).ok;
  for (const each of [ana, tomas]) await each.catchUp();
  const told = (each: typeof ana) => each.events.filter((event) => event.type === "reply.changed").length;
  assert.deepEqual([told(ana), told(tomas)], [2, 1]);
  // Taken out of everybody's hands: they are told, so that it goes from their screens.
  await house.ana.put(`/saved-replies/${id}`, { ...greeting, shared: false });
  for (const each of [ana, tomas]) await each.catchUp();
  assert.deepEqual([told(ana), told(tomas)], [3, 2]);
  for (const each of [ana, tomas]) each.close();
});
