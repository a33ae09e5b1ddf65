import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import type { ConversationSummary, Message } from "../src/contract.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

let desk: Desk;
let house: House;
let address: string;

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
  address = await desk.address();
});

after(() => desk.close());

/** Every refusal is a problem document with a code, never a stack, and the desk goes on. */
async function refusedWith(
  status: number,
  code: string,
  body: Buffer | string,
  headers: Record<string, string> = {},
): Promise<void> {
  const token = tokenOf(house);
  const answer = await fetch(`http://${address}/api/v1/inboxes/${house.inboxId}/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: token, ...headers },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  const problem = (await answer.json()) as { status: number; code: string; title: string };
  assert.equal(answer.status, status, JSON.stringify(problem));
  assert.equal(problem.code, code);
  assert.equal(problem.status, status);
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
  assert.doesNotMatch(JSON.stringify(problem), /\bat .*\.ts:|node_modules|select |insert /);
  await stillWorks();
}

async function stillWorks(): Promise<void> {
  const { status } = await fetch(`http://${address}/healthz`);
  assert.equal(status, 200);
}

function tokenOf(of: House): string {
  return of.program.headers.authorization!;
}

const message = (change: object) =>
  JSON.stringify({ external_id: `bad-${Math.random()}`, from: { id: "c1" }, text: "Hello", ...change });

test("malformed JSON is refused, and the desk goes on", () =>
  refusedWith(400, "http.not_json", '{"external_id": "x"'));

test("a body that is not UTF-8 is refused", () =>
  refusedWith(
    400,
    "http.not_utf8",
    Buffer.concat([
      Buffer.from('{"external_id":"x","from":{"id":"c"},"text":"'),
      Buffer.from([0xc3, 0x28, 0xff]),
      Buffer.from('"}'),
    ]),
  ));

test("wrong types are refused, not coerced", async () => {
  await refusedWith(422, "http.invalid", message({ text: 5 }));
  await refusedWith(422, "http.invalid", message({ from: "c1" }));
  await refusedWith(422, "http.invalid", message({ external_id: ["a"] }));
  await refusedWith(422, "http.invalid", "null");
  await refusedWith(422, "http.invalid", "[]");
});

test("unknown keys are refused, at every depth, and so are keys that reach for prototypes", async () => {
  await refusedWith(422, "http.invalid", message({ organisation_id: "org_x" }));
  await refusedWith(422, "http.invalid", message({ from: { id: "c1", verified: true } }));
  await refusedWith(
    400,
    "http.invalid",
    '{"external_id":"x","from":{"id":"c"},"text":"t","__proto__":{"admin":true}}',
  );
  await refusedWith(
    400,
    "http.invalid",
    '{"external_id":"x","from":{"id":"c","constructor":{"prototype":{"a":1}}},"text":"t"}',
  );
  assert.equal(({} as { admin?: boolean }).admin, undefined);
});

test("a body larger than the limit is refused before it is read", async () => {
  const answer = await fetch(`http://${address}/api/v1/conversations/cnv_0000000000aaaa/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: tokenOf(house) },
    body: `{"kind":"note","text":"${"x".repeat(17 * 1024 * 1024)}"}`,
  }).catch(() => null);
  // The connection may be cut while we are still sending; an answer, if one comes, says why.
  if (answer) assert.equal(answer.status, 413);
  await stillWorks();
});

test("another kind of body is refused", () =>
  refusedWith(415, "http.wrong_media_type", "<a/>", { "content-type": "text/xml" }));

test("expired, forged and malformed tokens are nobody", async () => {
  for (const token of [
    "Bearer amd_forged",
    "Bearer",
    "Basic eDp5",
    `Bearer amd_${"x".repeat(5000)}`,
    "Bearer \u0001",
  ]) {
    const answer = await fetch(`http://${address}/api/v1/conversations`, {
      headers: { authorization: token },
    }).catch(() => ({ status: 400 }));
    assert.ok([400, 401, 431].includes(answer.status), `${token.slice(0, 20)} got ${answer.status}`);
  }
  await stillWorks();
});

test("foreign and made-up ids are not there, in path, query and body", async () => {
  const foreign = await foundHouse(desk);
  const { conversation_id } = await foreign.okafor.writes("Mine alone");
  for (const path of [
    `/conversations/${conversation_id}`,
    `/conversations/${conversation_id}/messages`,
    "/conversations/cnv_0000000000000000",
  ]) {
    assert.equal((await house.ines.get(path)).status, 404, path);
  }
  assert.equal((await house.ines.get("/conversations/%00")).status, 400);
  assert.equal((await house.ines.get("/conversations/..%2f..%2fetc")).status, 400);
  const list = await house.ines.get(`/conversations?inbox=${foreign.inboxId}`);
  assert.deepEqual(list.body.items, []);
});

test("words with NUL bytes, half characters and direction tricks are kept and stay readable", async () => {
  const { conversation_id } = await house
    .customer("A\u202edmin\u0000istrator")
    .writes("before\u0000after \ud800 \u202etxt.exe");
  const { body } = await house.ana.get<ConversationSummary>(`/conversations/${conversation_id}`);
  assert.doesNotMatch(body.customer.name ?? "", /[\p{Cc}\u202e]/u);
  assert.match(body.last.preview, /^before\ufffdafter/);
});

test("a file that says picture and is a page is served as bytes to download, in a sandbox", async () => {
  const polyglot = Buffer.from("<html><script>alert(1)</script></html>");
  const { conversation_id } = await house.okafor.writes("See", {
    attachments: [
      { name: "../../evil.png\u202e.html", media_type: "image/png", content: polyglot.toString("base64") },
    ],
  });
  const { body } = await house.ana.get<{ items: Message[] }>(`/conversations/${conversation_id}/messages`);
  const file = body.items.at(-1)!.attachments[0]!;
  assert.doesNotMatch(file.name, /[/\\\u202e]/);
  const answer = await fetch(`http://${address}${file.url}`);
  assert.equal(answer.headers.get("content-type"), "application/octet-stream");
  assert.match(answer.headers.get("content-disposition") ?? "", /^attachment/);
  assert.match(answer.headers.get("content-security-policy") ?? "", /sandbox/);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  const forged = await fetch(`http://${address}${file.url.replace(/sig=.{4}/, "sig=AAAA")}`);
  assert.equal(forged.status, 404);
});

test("a socket that sends rubbish, or nothing but half a request, harms nobody", async () => {
  const half = connect({ port: Number(address.split(":")[1]), host: "127.0.0.1" });
  half.write("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n");
  const socket = new WebSocket(`ws://${address}/api/v1/stream`, {
    headers: { authorization: tokenOf(house) },
  });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send("{not json");
  socket.send(Buffer.from([0, 1, 2]));
  socket.send(JSON.stringify({ do: "presence", conversation_id: { $ne: 1 }, doing: "viewing" }));
  await stillWorks();
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  socket.send("x".repeat(300 * 1024));
  assert.equal(await closed, 1009);
  half.destroy();
  await stillWorks();
});

test("sockets without a right to be there are refused before they open", async () => {
  for (const headers of [
    {},
    { authorization: "Bearer amd_forged" },
    { origin: "http://evil.example", cookie: "amends.session_token=x" },
  ]) {
    const socket = new WebSocket(`ws://${address}/api/v1/stream`, { headers });
    const status = await new Promise((resolve) => {
      socket.once("unexpected-response", (_request, answer) => resolve(answer.statusCode));
      socket.once("error", () => resolve("error"));
      socket.once("open", () => resolve("open"));
    });
    assert.equal(status, 401);
  }
});

test("nothing of what customers wrote, nor any secret, is in the log", async () => {
  const mark = "Xylophon-4711-geheim";
  const { conversation_id } = await house.okafor.writes(mark, {
    from: { id: mark, email: `${mark}@example.net`, name: mark },
  });
  await house.ana.post(`/conversations/${conversation_id}/messages`, { kind: "reply", text: mark });
  await house.ana.get(`/conversations?tag=${mark}`);
  await refusedWith(422, "http.invalid", message({ text: { [mark]: mark } }));
  await refusedWith(400, "http.not_json", `{"${mark}`);
  await fetch(`http://${address}/${mark}?token=${mark}`, {
    headers: { cookie: `amends.session_token=${mark}`, authorization: `Bearer amd_${mark}` },
  });
  await desk.owner.query("alter table messages rename to messages_away");
  try {
    const answer = await house.ana.post(`/conversations/${conversation_id}/messages`, {
      kind: "reply",
      text: mark,
    });
    assert.equal(answer.status, 500);
    assert.equal(answer.body.code, "http.bug");
    assert.doesNotMatch(JSON.stringify(answer.body), new RegExp(`${mark}|messages`));
  } finally {
    await desk.owner.query("alter table messages_away rename to messages");
  }
  assert.ok(
    desk.log.some((line) => line.includes("request.failed")),
    "the failure is logged",
  );
  assert.deepEqual(
    desk.log.filter((line) => line.includes(mark) || line.includes("amd_")),
    [],
  );
});
