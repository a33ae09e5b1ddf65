import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Client } from "../../../test/support/client.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { Conversation } from "../conversations/conversations.contract.ts";
import type { Customer } from "../customers/customers.contract.ts";
import type { TimelineEntry } from "./timeline.contract.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

type Page = { items: TimelineEntry[]; next: string | null };
const timeline = async (who: Client, id: string, more = "") =>
  (await who.get<Page>(`/customers/${id}/timeline${more}`)).ok;
const customerIn = async (house: House, conversationId: string) =>
  (await house.ines.get<Conversation>(`/conversations/${conversationId}`)).ok.customer.id;

test("everything on every channel is one list, newest first, each conversation with its messages' heads", async () => {
  const house = await foundHouse(desk);
  const chatId = await house.addInbox({ kind: "web-chat", name: "Chat", members: [house.ana.memberId] });
  const mail = await house.okafor.writes("My table came scratched");
  (await house.ana.post(`/conversations/${mail.conversation_id}/messages`, { kind: "reply", text: "Sorry!" }))
    .ok;
  (await house.ana.post(`/conversations/${mail.conversation_id}/messages`, { kind: "note", text: "Again" }))
    .ok;
  const chat = await house.okafor.writes("Anybody here?", { inboxId: chatId });
  const kept = await customerIn(house, mail.conversation_id);
  const other = await customerIn(house, chat.conversation_id);
  const { merges } = (await house.ana.post<Customer>(`/customers/${kept}/merges`, { customer_id: other })).ok;
  const { items, next } = await timeline(house.ana, kept);
  assert.equal(next, null);
  assert.deepEqual(
    items.map((each) => each.kind),
    ["merge", "conversation", "conversation"],
  );
  const [merge, newest, oldest] = items;
  assert.ok(merge?.kind === "merge" && newest?.kind === "conversation" && oldest?.kind === "conversation");
  assert.equal(merge.id, merges[0]!.id);
  assert.equal(merge.by, house.ana.memberId);
  assert.equal(newest.channel, "web-chat");
  assert.equal(oldest.messages, 3);
  assert.deepEqual(
    oldest.heads.map(({ kind, preview }) => [kind, preview]),
    [
      ["inbound", "My table came scratched"],
      ["reply", "Sorry!"],
      ["note", "Again"],
    ],
  );
  (await house.ana.delete(`/customers/${kept}/merges/${merge.id}`)).ok;
  const apart = await timeline(house.ana, kept);
  assert.deepEqual(
    apart.items.map((each) => each.kind),
    ["unmerge", "merge", "conversation"],
  );
});

test("conversations in inboxes that somebody may not look into are not in their list", async () => {
  const house = await foundHouse(desk);
  const open = await house.okafor.writes("Everybody may know");
  const hidden = await house.okafor.writes("A complaint about Ana", { inboxId: house.backroomId });
  const id = await customerIn(house, open.conversation_id);
  const other = await customerIn(house, hidden.conversation_id);
  (await house.ines.post(`/customers/${id}/merges`, { customer_id: other })).ok;
  const shown = async (who: Client) =>
    (await timeline(who, id)).items.flatMap((each) => (each.kind === "conversation" ? [each.inbox_id] : []));
  assert.deepEqual(await shown(house.ines), [house.backroomId, house.inboxId]);
  assert.deepEqual(await shown(house.ana), [house.inboxId]);
  assert.doesNotMatch(JSON.stringify(await timeline(house.ana, id)), /complaint/);
});

test("pages neither repeat nor leave out", async () => {
  const house = await foundHouse(desk);
  const ids: string[] = [];
  for (let i = 0; i < 7; i++)
    ids.push((await house.okafor.writes(`${i}`, { conversation_key: `order ${i}` })).conversation_id);
  const id = await customerIn(house, ids[0]!);
  const seen: string[] = [];
  let after = "";
  for (let pages = 0; pages < 9; pages++) {
    const page = await timeline(house.ana, id, `?limit=3${after}`);
    seen.push(...page.items.map((each) => each.id));
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  assert.deepEqual(seen, ids.reverse());
  assert.equal((await house.ana.get(`/customers/${id}/timeline?after=xyz`)).status, 400);
});

test("of a long conversation the newest twenty messages are shown, and how many there are", async () => {
  const house = await foundHouse(desk);
  let last = await house.okafor.writes("0");
  for (let i = 1; i < 25; i++) last = await house.okafor.writes(`${i}`);
  const { items } = await timeline(house.ana, await customerIn(house, last.conversation_id));
  const [conversation] = items;
  assert.ok(conversation?.kind === "conversation");
  assert.equal(conversation.messages, 25);
  assert.deepEqual(
    conversation.heads.map((head) => head.preview),
    Array.from({ length: 20 }, (_, i) => `${i + 5}`),
  );
});
