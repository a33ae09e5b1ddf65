import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { follow } from "../../../test/support/follower.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import { openChat, openWindow, visit } from "../../../test/support/visitors.ts";
import type { Conversation } from "../../contract.ts";

let desk: Desk;
let house: House;
let chat: string;

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
  chat = await openChat(desk, house);
});
after(() => desk.close());

const idOf = async (text: string) => {
  const { items } = (await house.ana.get<{ items: Conversation[] }>(`/conversations?inbox=${chat}&limit=100`))
    .ok;
  return items.find(({ last }) => last.preview === text)!.id as string;
};
const say = (id: string, body: object) =>
  house.ana.post<{ message_id: string }>(`/conversations/${id}/messages`, {
    kind: "reply",
    text: "We look.",
    ...body,
  });

test("the talk comes first, then every answer as it goes out, and nothing that stays inside", async () => {
  const visitor = await visit(desk, chat);
  await visitor.writes("Live one?");
  const window = await openWindow(desk, chat, visitor.token);
  assert.deepEqual(
    window.of("talk")[0]?.talk.messages.map(({ text }) => text),
    ["Live one?"],
  );
  const id = await idOf("Live one?");
  await say(id, { kind: "note", text: "secret note" });
  await say(id, { text: "held reply", hold_seconds: 10 });
  await say(id, { text: "Here I am" });
  await window.catchUp();
  const said = window.of("message").map(({ message }) => message.event?.type ?? message.text);
  assert.deepEqual(said, ["joined", "Here I am"]);
  assert.doesNotMatch(JSON.stringify(window.signs), /secret note|held reply|mbr_|cnv_/);
  assert.equal(window.of("message").at(-1)?.state.member, "Ana");
  await desk.advance("11 seconds");
  await window.catchUp();
  assert.equal(window.of("message").at(-1)?.message.text, "held reply");
  window.socket.terminate();
});

test("a reply taken back in time never existed for the visitor", async () => {
  const visitor = await visit(desk, chat);
  await visitor.writes("Regret?");
  const window = await openWindow(desk, chat, visitor.token);
  const id = await idOf("Regret?");
  const { message_id, ...rest } = (await say(id, { text: "Rash words", hold_seconds: 10 })).ok as {
    message_id?: string;
    id?: string;
  };
  const reply = message_id ?? rest.id;
  (await house.ana.delete(`/conversations/${id}/messages/${reply}/hold`)).ok;
  await window.catchUp();
  assert.doesNotMatch(JSON.stringify(window.signs), /Rash/);
  window.socket.terminate();
});

test("another visitor's window hears nothing of it", async () => {
  const [one, other] = [await visit(desk, chat), await visit(desk, chat)];
  await one.writes("For me alone?");
  await other.writes("I listen");
  const listening = await openWindow(desk, chat, other.token);
  await say(await idOf("For me alone?"), { text: "For you alone" });
  await listening.catchUp();
  assert.deepEqual(listening.of("message"), []);
  listening.socket.terminate();
});

test("a first message binds the windows that were open before it", async () => {
  const visitor = await visit(desk, chat);
  const window = await openWindow(desk, chat, visitor.token);
  assert.equal(window.of("talk")[0]?.talk.state.status, "none");
  await visitor.writes("Only now");
  await say(await idOf("Only now"), { text: "And at once" });
  await window.catchUp();
  assert.ok(window.of("message").some(({ message }) => message.text === "And at once"));
  window.socket.terminate();
});

test("typing goes both ways, without a word of it, and is kept nowhere", async () => {
  const visitor = await visit(desk, chat);
  await visitor.writes("Typing?");
  const id = await idOf("Typing?");
  const window = await openWindow(desk, chat, visitor.token);
  const screen = await follow(desk, house.ana);
  window.send({ do: "typing", on: true });
  for (let tries = 0; tries < 100 && !screen.signs.some((each) => each.sign === "customer-typing"); tries++)
    await pause(5);
  assert.deepEqual(
    screen.signs.find((each) => each.sign === "customer-typing"),
    {
      sign: "customer-typing",
      conversation_id: id,
      text: null,
    },
  );
  screen.socket.send(JSON.stringify({ do: "presence", conversation_id: id, doing: "replying" }));
  for (let tries = 0; tries < 100 && window.of("typing").length === 0; tries++) await pause(5);
  assert.deepEqual(window.of("typing"), [{ sign: "typing", name: "Ana" }]);
  for (let tries = 0; tries < 100 && !window.of("state").some(({ state }) => state.seen_until); tries++)
    await pause(5);
  assert.ok((await visitor.state()).seen_until, "whoever has it before them has read it");
  screen.close();
  window.socket.terminate();
});

test("places move while others are answered", async () => {
  const inbox = await openChat(desk, house);
  const [first, second] = [await visit(desk, inbox), await visit(desk, inbox)];
  await first.writes("I was first");
  await second.writes("I was second");
  const window = await openWindow(desk, inbox, second.token);
  assert.equal(window.of("talk")[0]?.talk.state.waiting?.place, 2);
  const { items } = (await house.ana.get<{ items: Conversation[] }>(`/conversations?inbox=${inbox}`)).ok;
  await say(items.find(({ last }) => last.preview === "I was first")!.id, {});
  await desk.settle();
  const place = () => window.of("state").at(-1)?.state.waiting?.place;
  for (let tries = 0; tries < 300 && place() !== 1; tries++) await pause(10);
  assert.equal(place(), 1);
  window.socket.terminate();
});

test("a token that does not count ends politely; no hello ends soon", async () => {
  const window = await openWindow(desk, chat, `amv_${"x".repeat(43)}`);
  assert.deepEqual(window.signs, [{ sign: "ended", reason: "expired" }]);
  assert.equal(await window.closed, 4001);
  const silent = new WebSocket(`ws://${await desk.address()}/api/v1/widget/${chat}/stream`);
  await once(silent, "open");
  assert.equal((await once(silent, "close"))[0], 4008);
});

test("frames too large, too many, or of bytes close the line; nonsense is passed over", async () => {
  const visitor = await visit(desk, chat);
  const nonsense = await openWindow(desk, chat, visitor.token);
  for (const text of [
    "",
    "{",
    "null",
    "[]",
    '{"do":"hello"}',
    '{"do":"sudo"}',
    '{"do":"typing","on":"yes"}',
    "\u0000",
  ])
    nonsense.socket.send(text);
  nonsense.send({ do: "alive" });
  await nonsense.catchUp();
  for (let tries = 0; tries < 100 && nonsense.of("alive").length === 0; tries++) await pause(5);
  assert.equal(nonsense.of("alive").length, 1);
  nonsense.socket.terminate();
  for (const misuse of [
    (socket: WebSocket) => socket.send("x".repeat(16 * 1024 + 1)),
    (socket: WebSocket) => socket.send(Buffer.from([1, 2, 3])),
    (socket: WebSocket) => {
      for (let i = 0; i < 80; i++) socket.send('{"do":"alive"}');
    },
  ]) {
    const window = await openWindow(desk, chat, visitor.token);
    misuse(window.socket);
    assert.equal(await window.closed, 1008);
  }
});

test("a page that is not listed gets no socket, whatever it calls itself", async () => {
  const inbox = await openChat(desk, house, { origins: ["https://shop.example"] });
  const status = async (headers: Record<string, string>) => {
    const socket = new WebSocket(`ws://${await desk.address()}/api/v1/widget/${inbox}/stream`, { headers });
    const opened = once(socket, "open").then(() => 101);
    const refused = once(socket, "unexpected-response").then(([, response]) => response.statusCode as number);
    socket.on("error", () => {});
    const answer = await Promise.race([opened.catch(() => 0), refused]);
    socket.terminate();
    return answer;
  };
  assert.equal(await status({ origin: "https://shop.example" }), 101);
  for (const origin of ["https://evil.example", "null", "https://sub.shop.example"])
    assert.equal(await status({ origin }), 403, origin);
});

test("a visitor's token opens no agent's stream", async () => {
  const visitor = await visit(desk, chat);
  const socket = new WebSocket(`ws://${await desk.address()}/api/v1/stream`, {
    headers: { authorization: `Bearer ${visitor.token}` },
  });
  const [, response] = await once(socket, "unexpected-response");
  assert.equal(response.statusCode, 401);
});
