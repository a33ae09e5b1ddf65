import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { chances } from "../../../test/support/chances.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House, type Customer as Person } from "../../../test/support/people.ts";
import type { Conversation } from "../conversations/conversations.contract.ts";
import type { Customer } from "./customers.contract.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

async function customerOf(house: House, person: Person, text = "Hello"): Promise<string> {
  const { conversation_id } = await person.writes(text);
  return (await house.ines.get<Conversation>(`/conversations/${conversation_id}`)).ok.customer.id;
}

test("a customer has a name, ways to be reached, and how often they wrote", async () => {
  const house = await foundHouse(desk);
  const id = await customerOf(house, house.okafor);
  await house.okafor.writes("More", {
    conversation_key: "other",
    from: { email: house.okafor.email, phone: house.okafor.phone },
  });
  const customer = (await house.ana.get<Customer>(`/customers/${id}`)).ok;
  assert.equal(customer.name, "Mrs Okafor");
  assert.equal(customer.contacts, 2);
  const kinds = customer.identities.map((each) => [each.kind, each.verified_at !== null]);
  assert.deepEqual(kinds.sort(), [
    ["email", false],
    ["external", true],
    ["phone", false],
  ]);
});

test("somebody is seen only by those who may look into an inbox they wrote to", async () => {
  const house = await foundHouse(desk);
  const id = await customerOf(house, house.okafor);
  const outsider = await house.addMember({ name: "Joris", inboxIds: [house.backroomId] });
  const narrow = await house.addToken({ inboxIds: [house.backroomId] });
  assert.equal((await house.ana.get(`/customers/${id}`)).status, 200);
  assert.equal((await house.ines.get(`/customers/${id}`)).status, 200);
  for (const stranger of [outsider, narrow]) {
    assert.equal((await stranger.get(`/customers/${id}`)).code, "customers.not_found");
    assert.equal((await stranger.get(`/customers/${id}/timeline`)).code, "customers.not_found");
    assert.equal((await stranger.patch(`/customers/${id}`, { name: "X" })).code, "customers.not_found");
    assert.deepEqual((await stranger.get("/customers")).ok.items, []);
    assert.deepEqual((await stranger.get("/customers?q=Okafor")).ok.items, []);
  }
  const other = await foundHouse(desk);
  assert.equal((await other.ines.get(`/customers/${id}`)).code, "customers.not_found");
  assert.deepEqual((await other.ines.get("/customers?q=Okafor")).ok.items, []);
  const reader = await house.addToken({ scopes: ["conversations:read"] });
  assert.equal((await reader.get(`/customers/${id}`)).status, 403);
});

test("customers are found by a part of their name or address, the likest first", async () => {
  const house = await foundHouse(desk);
  const okafor = await customerOf(house, house.okafor);
  await house.okafor.writes("More", { conversation_key: "k", from: { email: "ngozi@okafor.example" } });
  const other = await customerOf(house, house.customer("Okay Karlsson"));
  const found = async (q: string) =>
    (await house.ana.get<{ items: Customer[] }>(`/customers?q=${encodeURIComponent(q)}`)).ok.items.map(
      (each) => each.id,
    );
  assert.deepEqual(await found("okafor"), [okafor]);
  assert.deepEqual(await found("NGOZI@"), [okafor]);
  assert.deepEqual(await found("okafor mrs"), [okafor]);
  assert.deepEqual((await found("oka")).sort(), [okafor, other].sort());
  assert.deepEqual(await found("100%"), []);
  assert.deepEqual(await found("ok_for"), []);
});

test("customers are listed newest first, page by page", async () => {
  const house = await foundHouse(desk);
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(await customerOf(house, house.customer(`Person ${i}`)));
  const seen: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const page: { items: Customer[]; next: string | null } = (
      await house.ana.get<{ items: Customer[]; next: string | null }>(
        `/customers?limit=2${next ? `&after=${next}` : ""}`,
      )
    ).ok;
    seen.push(...page.items.map((each) => each.id));
    next = page.next;
  }
  assert.deepEqual(seen, ids.reverse());
});

test("a change is written, told by name of the field, and the journal does not keep the name", async () => {
  const house = await foundHouse(desk);
  const id = await customerOf(house, house.okafor);
  const changed = await house.ana.patch<Customer>(`/customers/${id}`, {
    name: "Ngozi\u202e Okafor",
    note: "Rings in the evening",
    time_zone: "Africa/Lagos",
  });
  assert.equal(changed.ok.name, "Ngozi Okafor");
  assert.equal(changed.ok.note, "Rings in the evening");
  assert.equal(
    (await house.ana.patch(`/customers/${id}`, { time_zone: "Nowhere" })).code,
    "customers.time_zone",
  );
  assert.equal((await house.ana.patch(`/customers/${id}`, { merged_into_id: null })).code, "http.invalid");
  await desk.settle();
  const { rows } = await desk.owner.query(
    "select data from journal where organisation_id = $1 and type = 'customer.changed'",
    [house.organisationId],
  );
  assert.deepEqual(rows, [{ data: { fields: ["name", "note", "time_zone"] } }]);
});

test("a merge moves ways and conversations, and taking it apart moves exactly those back", async () => {
  const house = await foundHouse(desk);
  const chat = house.customer("Chat Okafor");
  const kept = await customerOf(house, house.okafor);
  const other = await customerOf(house, chat);
  const merged = (await house.ana.post<Customer>(`/customers/${kept}/merges`, { customer_id: other })).ok;
  assert.equal(merged.contacts, 2);
  assert.equal(merged.merges[0]!.name, "Chat Okafor");
  // The other record's id leads to the kept one, and its ways lead there too.
  assert.equal((await house.ana.get<Customer>(`/customers/${other}`)).ok.id, kept);
  const since = await chat.writes("About another thing", { conversation_key: "since" });
  assert.equal(await customerIdOf(since.conversation_id), kept);
  const apart = await house.ana.delete<Customer>(`/customers/${kept}/merges/${merged.merges[0]!.id}`);
  assert.deepEqual(apart.ok.merges, []);
  assert.equal((await house.ana.get<Customer>(`/customers/${other}`)).ok.contacts, 1);
  // What began while they were one stays where it began.
  assert.equal(await customerIdOf(since.conversation_id), kept);
  const again = await house.ana.delete(`/customers/${kept}/merges/${merged.merges[0]!.id}`);
  assert.equal(again.code, "customers.merge_unknown");
});

test("a customer is not merged with themselves, nor with somebody whom the worker does not see", async () => {
  const house = await foundHouse(desk);
  const id = await customerOf(house, house.okafor);
  assert.equal(
    (await house.ana.post(`/customers/${id}/merges`, { customer_id: id })).code,
    "customers.merge_self",
  );
  const hidden = (await house.customer("Hidden").writes("Hi", { inboxId: house.backroomId })).conversation_id;
  const hiddenId = await customerIdOf(hidden);
  assert.equal(
    (await house.ana.post(`/customers/${id}/merges`, { customer_id: hiddenId })).code,
    "customers.not_found",
  );
});

test("taking merges apart in reverse order restores everything, whatever was merged", async () => {
  const names = ["One", null, "Three", "Four", null] as const;
  const pair = fc.tuple(fc.nat(4), fc.nat(4)).filter(([a, b]) => a !== b);
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 6 }), async (pairs) => {
      const house = await foundHouse(desk);
      const ids: string[] = [];
      for (const name of names) {
        const person = house.customer(name ?? "Nobody");
        const id = await customerOf(house, person);
        await person.writes("Another", { conversation_key: "another" });
        if (name === null) (await house.ines.patch(`/customers/${id}`, { name: null })).ok;
        ids.push(id);
      }
      const done: { kept: string; merge: string; before: unknown }[] = [];
      for (const [a, b] of pairs) {
        const before = await stateOf(house);
        const answer = await house.ines.post<Customer>(`/customers/${ids[a]}/merges`, {
          customer_id: ids[b],
        });
        if (answer.status === 422) continue;
        done.push({ kept: answer.ok.id, merge: answer.ok.merges[0]!.id, before });
      }
      for (const { kept, merge, before } of done.reverse()) {
        (await house.ines.delete(`/customers/${kept}/merges/${merge}`)).ok;
        assert.deepEqual(await stateOf(house), before);
      }
    }),
    chances(12),
  );
});

test("a first message that comes while two records become one lands with the kept one", async () => {
  const house = await foundHouse(desk);
  const person = house.customer("Racing");
  const other = await customerOf(house, person);
  const kept = await customerOf(house, house.okafor);
  const [, ...received] = await Promise.all([
    house.ana.post(`/customers/${kept}/merges`, { customer_id: other }),
    ...Array.from({ length: 6 }, (_, i) => person.writes(`New ${i}`, { conversation_key: `k${i}` })),
  ]);
  for (const { conversation_id } of received) assert.equal(await customerIdOf(conversation_id), kept);
});

async function customerIdOf(conversationId: string): Promise<string> {
  const { rows } = await desk.owner.query("select customer_id from conversations where id = $1", [
    conversationId,
  ]);
  return rows[0].customer_id;
}

/** Who has which ways and conversations, and what is known of everybody. */
async function stateOf(house: House): Promise<unknown> {
  const ask = async (text: string) => (await desk.owner.query(text, [house.organisationId])).rows;
  return {
    customers: await ask(
      "select id, name, language, note, merged_into_id from customers where organisation_id = $1 order by id",
    ),
    identities: await ask("select id, customer_id from identities where organisation_id = $1 order by id"),
    conversations: await ask(
      "select id, customer_id from conversations where organisation_id = $1 order by id",
    ),
  };
}
