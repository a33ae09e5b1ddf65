import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Compile } from "typebox/compile";
import { InboundMessage } from "#features/conversations/conversations.contract.ts";
import type { Channel, Outbound, Parsed, RawArrival } from "./channel.ts";

export interface ContractCase {
  /** The channel's folder: `import.meta.dirname` of its test. */
  folder: string;
  /** For channels with `verify`: settings with a secret, and a request that is genuinely signed at `now`. */
  signed?: { settings: unknown; sign(body: Uint8Array, now: number): RawArrival };
}

interface Payload {
  request: { headers?: Record<string, string>; body?: unknown; text?: string; base64?: string };
  expect: unknown[];
}

const now = Date.parse("2026-11-25T14:24:00Z");
const isInbound = Compile(InboundMessage);

/** What every channel must pass, whatever its network. A channel's test calls this and adds its own oddities. */
export function channelContract(channel: Channel, { folder, signed }: ContractCase): void {
  describe(`the ${channel.kind} channel keeps the port's contract`, () => {
    announces(channel, folder);
    renders(channel);
    if (channel.parse) parses(channel, folder);
    if (channel.verify) verifies(channel, signed);
  });
}

function announces(channel: Channel, folder: string): void {
  test("its folder has its name, a page for the operator and an icon", () => {
    assert.equal(folder.split("/").at(-1), channel.kind);
    assert.match(channel.kind, /^[a-z]+(-[a-z]+)*$/);
    for (const file of [`${channel.kind}.ts`, "README.md", "icon.svg"])
      assert.ok(existsSync(join(folder, file)), `${file} is missing in channels/${channel.kind}`);
    assert.doesNotMatch(readFileSync(join(folder, "icon.svg"), "utf8"), /<script|\son\w+=|href=/i);
  });

  test("what it announces it has, and what it has it announces", () => {
    const { capabilities } = channel;
    assert.equal(channel.send !== undefined, capabilities.replies === "send");
    if (channel.showTyping) assert.ok(capabilities.typing, "it can show typing and does not say so");
    if (capabilities.typing && capabilities.replies === "send")
      assert.ok(channel.showTyping, "it announces typing");
    if (channel.verify || channel.poll) assert.ok(channel.parse, "what is fetched or received must be read");
  });

  test("its settings refuse unknown keys and may all be absent or are named as needed", () => {
    const settings = channel.settings as { type?: string; additionalProperties?: unknown };
    assert.equal(settings.type, "object");
    assert.equal(settings.additionalProperties, false);
  });
}

function renders(channel: Channel): void {
  const { capabilities } = channel;
  const blocking = (message: Outbound) =>
    channel
      .render(message)
      .misfits.filter((misfit) => misfit.blocking)
      .map((misfit) => misfit.what);

  test("rendering is pure: same message, same payload, nothing changed", () => {
    const message = deepFreeze(
      outbound({ text: "Dag Maud,\nzaterdag tussen 9 en 11 uur.", attachments: [file(1000)] }),
    );
    assert.deepEqual(channel.render(message), channel.render(message));
  });

  test("an ordinary sentence fits", () => assert.deepEqual(blocking(outbound({})), []));

  test("an empty message does not go out", () =>
    assert.deepEqual(blocking(outbound({ text: " \n" })), ["empty"]));

  test("hostile text renders without a throw", () => {
    for (const text of hostileTexts) assert.doesNotThrow(() => channel.render(outbound({ text })));
  });

  test("a text over the limit is named before it is sent", {
    skip: capabilities.textLimit === null && "this channel takes texts of any length",
  }, () => {
    const limit = capabilities.textLimit ?? 0;
    assert.deepEqual(blocking(outbound({ text: "a".repeat(limit) })), []);
    assert.ok(blocking(outbound({ text: "a".repeat(limit + 1) })).includes("text_too_long"));
  });

  test("files beyond what it takes are named before they are sent", () => {
    const { attachments } = capabilities;
    const count = attachments?.count ?? 0;
    const many = outbound({ attachments: Array.from({ length: count + 1 }, () => file(10)) });
    assert.ok(blocking(many).includes("too_many_attachments"));
    if (attachments)
      assert.ok(
        blocking(outbound({ attachments: [file(attachments.bytes + 1)] })).includes("attachment_too_large"),
      );
  });

  test("a closed window is named before sending", {
    skip: capabilities.replyWindowMs === null && "this channel may be answered at any time",
  }, () => {
    const lastInboundAt = now - (capabilities.replyWindowMs ?? 0) - 1;
    assert.ok(blocking(outbound({ lastInboundAt })).includes("window_closed"));
  });
}

function parses(channel: Channel, folder: string): void {
  const parse = (raw: RawArrival) => channel.parse!(raw);

  test("hostile input is never thrown at, and what cannot be read says why", () => {
    for (const body of hostileBodies) {
      const parts = parse({ headers: {}, body, receivedAt: now });
      assert.ok(parts.length > 0, "something came in, so something must be said about it");
      for (const part of parts) wellShaped(part);
    }
  });

  const corpus = join(folder, "payloads");
  const names = existsSync(corpus)
    ? readdirSync(corpus)
        .filter((name) => name.endsWith(".json"))
        .sort()
    : [];
  test("it has a corpus of payloads", () => assert.ok(names.length > 0, `no payloads in ${corpus}`));
  for (const name of names) {
    test(`reads ${name}`, () => {
      const payload = JSON.parse(readFileSync(join(corpus, name), "utf8")) as Payload;
      const raw = deepFreeze({
        headers: payload.request.headers ?? {},
        body: bytesOf(payload),
        receivedAt: now,
      });
      const parts = parse(raw);
      for (const part of parts) wellShaped(part);
      assert.deepEqual(JSON.parse(JSON.stringify(parts)), payload.expect);
      assert.deepEqual(parse(raw), parts, "the same bytes must read the same twice");
    });
  }
}

function verifies(channel: Channel, signed: ContractCase["signed"]): void {
  const body = Buffer.from('{"hello":"there"}');
  const verify = (raw: RawArrival, settings: unknown = signed?.settings, at = now) =>
    channel.verify!(raw, settings, at);

  test("it says how its requests are signed, so that the suite can forge them", () => assert.ok(signed));
  if (!signed) return;

  test("a genuine request is let in, within the hour's clock drift", () => {
    assert.deepEqual(verify(signed.sign(body, now)), { ok: true });
    assert.deepEqual(verify(signed.sign(body, now), signed.settings, now + 60_000), { ok: true });
  });

  test("unsigned, altered, old, and foreign requests are refused", () => {
    const genuine = signed.sign(body, now);
    const names = Object.keys(genuine.headers);
    const refused = (raw: RawArrival, why: string, settings?: unknown) =>
      assert.equal(verify(raw, settings ?? signed.settings).ok, false, why);
    refused({ ...genuine, headers: {} }, "unsigned");
    refused({ ...genuine, body: Buffer.from('{"hello":"three"}') }, "another body");
    refused(signed.sign(body, now - 24 * 60 * 60_000), "a day old");
    refused(genuine, "no secret is set", {});
    for (const name of names)
      for (const value of [
        "",
        "x",
        "t=1,v1=",
        `${genuine.headers[name]}0`,
        "\u0000".repeat(99),
        "=,".repeat(5000),
      ])
        refused(
          { ...genuine, headers: { ...genuine.headers, [name]: value } },
          `header ${name} is ${value.slice(0, 12)}`,
        );
  });
}

function wellShaped(part: Parsed): void {
  if (part.kind === "message") assert.ok(isInbound.Check(part.message), "a message must fit the contract");
  if (part.kind === "unreadable" || part.kind === "ignored") assert.match(part.reason, /^\P{Cc}{5,300}$/u);
}

function bytesOf({ request }: Payload): Uint8Array {
  if (request.base64 !== undefined) return Buffer.from(request.base64, "base64");
  return Buffer.from(request.text ?? JSON.stringify(request.body));
}

function outbound(part: Partial<Outbound>): Outbound {
  const plain = {
    id: "msg_0123456789abcdef",
    text: "Zaterdag tussen 9 en 11 uur.",
    authorName: "Noor",
    language: "nl",
  };
  return { ...plain, attachments: [], lastInboundAt: now - 60_000, now, ...part };
}

function file(size: number) {
  return { id: "att_0123456789abcdef", name: "bon.pdf", mediaType: "application/pdf", size };
}

function deepFreeze<T>(value: T): T {
  if (value && typeof value === "object" && !ArrayBuffer.isView(value))
    Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

const hostileTexts = [
  "\u0000\u0007\ufffe",
  "\ud800 lone",
  "\u202eevil\u2066",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "👩‍👩‍👧‍👦".repeat(500),
  "a\u0301".repeat(5000),
  "{{customer.name}} $(id) %s %n",
];

const hostileBodies: Uint8Array[] = [
  "",
  " ",
  "null",
  "0",
  '"text"',
  "[]",
  "[[]]",
  "{}",
  "{",
  '{"text":null}',
  '{"__proto__":{"text":"x"},"constructor":1}',
  `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
  `{"text":"${"x".repeat(300_000)}"}`,
  '{"text":"\\ud800"}',
  "<html><body>502 Bad Gateway</body></html>",
  "a=1&b=2",
  ...hostileTexts.map((text) =>
    JSON.stringify({ text, from: text, external_id: text, message: text, visitor: text }),
  ),
]
  .map((text): Uint8Array => Buffer.from(text))
  .concat([Buffer.from([0xff, 0xfe, 0x00, 0x7b]), Buffer.from([0xc3, 0x28]), Buffer.alloc(2000, 0)]);
