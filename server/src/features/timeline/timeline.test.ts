import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse } from "../../../test/support/people.ts";
import type { ConversationSummary } from "../conversations/conversations.contract.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

type Entry = { kind: string; id: string; channel?: string; heads?: { preview: string }[] };

test("F12: one timeline over all channels, also after two records of one person became one", async () => {
  const house = await foundHouse(desk);
  const chat = await house.addInbox({ name: "Chat", kind: "web-chat", members: [house.ana.memberId] });
  const byApi = await house.okafor.writes("The lamp flickers.");
  const byChat = await house.customer("Ngozi").writes("It is me, about the lamp.", { inboxId: chat });
  const customerOf = async (id: string) =>
    (await house.ana.get<ConversationSummary>(`/conversations/${id}`)).ok.customer.id;
  const kept = await customerOf(byApi.conversation_id);
  const other = await customerOf(byChat.conversation_id);
  const timeline = async () =>
    (await house.ana.get<{ items: Entry[] }>(`/customers/${kept}/timeline`)).ok.items;
  const channels = async () => (await timeline()).map((entry) => entry.channel).filter(Boolean);

  assert.deepEqual(await channels(), ["api"]);
  const merged = (
    await house.ana.post<{ merges: { id: string }[] }>(`/customers/${kept}/merges`, { customer_id: other })
  ).ok;
  assert.deepEqual(new Set(await channels()), new Set(["api", "web-chat"]));
  const heads = (await timeline()).flatMap((entry) => entry.heads ?? []).map((head) => head.preview);
  assert.deepEqual(new Set(heads), new Set(["The lamp flickers.", "It is me, about the lamp."]));

  await house.ana.delete(`/customers/${kept}/merges/${merged.merges[0]!.id}`);
  assert.deepEqual(await channels(), ["api"]);
});

test("F12: a timeline shows only conversations that the member may see", async () => {
  const house = await foundHouse(desk);
  const front = await house.okafor.writes("In the shop.");
  const back = await house.okafor.writes("In the back.", { inboxId: house.backroomId });
  const customerOf = async (id: string) =>
    (await house.ines.get<ConversationSummary>(`/conversations/${id}`)).ok.customer.id;
  const kept = await customerOf(front.conversation_id);
  await house.ines.post(`/customers/${kept}/merges`, { customer_id: await customerOf(back.conversation_id) });
  const seenBy = async (member: typeof house.ana) =>
    (await member.get<{ items: Entry[] }>(`/customers/${kept}/timeline`)).ok.items.filter(
      (entry) => entry.kind === "conversation",
    ).length;
  assert.deepEqual({ ines: await seenBy(house.ines), ana: await seenBy(house.ana) }, { ines: 2, ana: 1 });
});
