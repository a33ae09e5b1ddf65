import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "@amends/server/contract";
import { Problem } from "./api.ts";
import { aMessage, fakeServer, settled } from "./live-doubles.ts";
import { createOutbox, type NewOutgoing, type Outgoing } from "./outbox.ts";

const answer: NewOutgoing = {
  conversation_id: "cnv_okafor0001",
  kind: "reply",
  text: "It comes on Saturday.",
  attachments: [],
  mentions: [],
  seen: 4,
  hold_seconds: 10,
  resolve: null,
};
const path = "POST /conversations/cnv_okafor0001/messages";
const said = (id: string) => ({ conversation_id: "cnv_okafor0001", message_id: id });

function anOutbox(kept: string | null = null) {
  const server = fakeServer();
  const shelf = { text: kept };
  const sent: Message[] = [];
  const stopped: Outgoing[] = [];
  const guarded: Outgoing[] = [];
  const outbox = createOutbox({
    api: server.api,
    shelf: {
      read: () => shelf.text,
      write: (text) => {
        shelf.text = text;
      },
    },
    now: () => Date.parse("2026-11-25T10:00:00.000Z"),
    onSent: (message) => void sent.push(message),
    onStopped: (outgoing) => void stopped.push(outgoing),
    onGuarded: (outgoing) => void guarded.push(outgoing),
  });
  return { server, shelf, sent, stopped, guarded, outbox };
}

test("a sent answer leaves the outbox when the server has it", async () => {
  const { server, outbox, sent, shelf } = anOutbox();
  server.answer(path, said("msg_0000000002"));
  server.answer("GET /conversations", aMessage({ id: "msg_0000000002", kind: "reply" }));
  const clientId = outbox.send(answer);
  assert.equal(outbox.get()[0]?.state, "sending");
  await settled();
  assert.deepEqual(outbox.get(), []);
  assert.equal(sent[0]?.id, "msg_0000000002");
  assert.equal(shelf.text, "[]");
  const asked = server.asked[0];
  assert.equal(asked?.key, clientId);
  assert.deepEqual(asked?.body, {
    kind: "reply",
    text: "It comes on Saturday.",
    client_id: clientId,
    seen: 4,
    hold_seconds: 10,
  });
});

test("without a connection it waits, and each further try carries the same client id", async () => {
  const { server, outbox } = anOutbox();
  server.answer(path, new Problem(0, {}));
  const clientId = outbox.send(answer);
  await settled();
  assert.equal(outbox.get()[0]?.state, "waiting");
  server.answer(path, said("msg_0000000002"));
  outbox.retry();
  await settled();
  assert.deepEqual(outbox.get(), []);
  const keys = server.asked.filter((each) => each.method === "POST").map((each) => each.key);
  assert.deepEqual(keys, [clientId, clientId]);
});

test("what a closed tab left behind goes out when the desk opens again", async () => {
  const before = anOutbox();
  before.server.answer(path, new Promise(() => {}));
  before.outbox.send(answer);
  const { server, outbox } = anOutbox(before.shelf.text);
  assert.equal(outbox.get()[0]?.state, "waiting");
  server.answer(path, said("msg_0000000002"));
  outbox.retry();
  await settled();
  assert.deepEqual(outbox.get(), []);
});

test("when somebody was faster it stops, with what is new, and goes on as its writer decides", async () => {
  const { server, outbox, stopped } = anOutbox();
  const movedOn = { code: "conversations.moved_on", version: 6, message_ids: ["msg_tomas00001"] };
  server.answer(path, new Problem(409, movedOn));
  const clientId = outbox.send(answer);
  await settled();
  assert.equal(stopped[0]?.state, "stopped");
  assert.deepEqual(stopped[0]?.newIds, ["msg_tomas00001"]);
  server.answer(path, said("msg_0000000002"));
  outbox.sendAnyway(clientId);
  await settled();
  assert.deepEqual(outbox.get(), []);
  const again = server.asked.at(-2)?.body as { seen: number } | undefined;
  assert.equal(again?.seen, 6);
});

test("two answers in quick succession do not stop each other", async () => {
  const { server, outbox, stopped } = anOutbox();
  server.answer(path, said("msg_0000000002"));
  outbox.send(answer);
  await settled();
  const movedOn = { code: "conversations.moved_on", version: 5, message_ids: ["msg_0000000002"] };
  server.answer(path, new Problem(409, movedOn));
  server.answer(path, said("msg_0000000003"));
  outbox.send({ ...answer, text: "Between 9 and 11." });
  await settled();
  await settled();
  assert.deepEqual(stopped, []);
  assert.deepEqual(outbox.get(), []);
});

test("a refusal keeps the words and the reason, and the words can be taken back", async () => {
  const { server, outbox } = anOutbox();
  server.answer(path, new Problem(422, { code: "messages.too_long", detail: "It is too long for SMS." }));
  const clientId = outbox.send(answer);
  await settled();
  assert.equal(outbox.get()[0]?.state, "refused");
  assert.equal(outbox.get()[0]?.reason, "It is too long for SMS.");
  assert.equal(outbox.takeBack(clientId)?.text, "It comes on Saturday.");
  assert.deepEqual(outbox.get(), []);
});

test("what the guard stops waits with what was found, and goes out with a reason", async () => {
  const { server, outbox, guarded } = anOutbox();
  const findings = [{ label: "exposes_secret_or_payment_failure", span: [0, 19], blocks: true }];
  server.answer(path, new Problem(422, { code: "guard.blocked", findings }));
  const clientId = outbox.send(answer);
  await settled();
  assert.equal(outbox.get()[0]?.state, "guarded");
  assert.deepEqual(outbox.get()[0]?.findings, findings);
  assert.equal(guarded.length, 1);
  outbox.retry();
  await settled();
  assert.equal(server.asked.length, 1, "it does not go out by itself");
  server.answer(path, said("msg_0000000002"));
  outbox.sendWithReason(clientId, "Their own voucher");
  await settled();
  assert.deepEqual(outbox.get(), []);
  const body = server.asked.find((each, at) => at > 0 && each.method === "POST")?.body;
  assert.deepEqual((body as { override: unknown }).override, { reason: "Their own voucher" });
});

test("what is on its way cannot be taken back here", () => {
  const { server, outbox } = anOutbox();
  server.answer(path, new Promise(() => {}));
  const clientId = outbox.send(answer);
  assert.equal(outbox.takeBack(clientId), null);
});
