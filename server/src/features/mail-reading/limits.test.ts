import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { ReadMail } from "./mail-reading.contract.ts";
import { openMailReader } from "./mail-reading.ts";

// What is quadratic takes minutes on these; the limit leaves room for a machine that is busy with other tests.
const reader = openMailReader({ limits: { milliseconds: 10_000 } });
after(() => reader.close());

const mixed = "Content-Type: multipart/mixed; boundary=b\n\n";

test("of 10,000 parts 500 are kept, and the rest is told", async () => {
  const part = "--b\nContent-Type: image/png; name=a.png\n\nx\n";
  const mail = await readable(`${mixed}${part.repeat(10_000)}--b--\n`);
  assert.equal(mail.parts.length, 500);
  assert.deepEqual(mail.repairs, ["10000 parts, 500 kept"]);
});

test("of 100,000 headers 1,000 are kept, and those that count are found behind them", async () => {
  const headers = Array.from({ length: 100_000 }, (_, i) => `X-Nothing-${i}: to say\n`).join("");
  const mail = await readable(`${headers}Subject: at the end\n\nx`);
  assert.deepEqual(
    { subject: mail.subject, kept: mail.headers.length },
    { subject: "at the end", kept: 1_000 },
  );
});

test("headers without end are read as far as they can be, and the whole is kept", async () => {
  const mail = await readable(`Subject: first\n${`X-A: ${"words ".repeat(200)}\n`.repeat(8_000)}\nx`);
  assert.equal(mail.subject, "first");
  assert.equal(mail.parts[0]?.what, "message");
});

test("parts in parts without end are kept as one, under their headers", async () => {
  const open = Array.from(
    { length: 3_000 },
    (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`,
  );
  const mail = await readable(
    `Subject: deep\nContent-Type: multipart/mixed; boundary=b0\n\n${open.join("")}x`,
  );
  assert.deepEqual(
    { subject: mail.subject, what: mail.parts.map(({ what }) => what) },
    { subject: "deep", what: ["message"] },
  );
});

test("forwards of forwards without end are one part, and none of their words are ours", async () => {
  const forwards = "Content-Type: message/rfc822\n\n".repeat(2_000);
  const mail = await readable(`Subject: x\n${forwards}Subject: innermost\n\nhostile words`);
  assert.deepEqual(
    { text: mail.text, what: mail.parts.map(({ what }) => what) },
    { text: "", what: ["message"] },
  );
});

test("base64 becomes a file of three quarters of its size, and no more", async () => {
  const mail = await readable(
    `${mixed}--b\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n${`${"UEsD".repeat(19)}\n`.repeat(50_000)}--b--\n`,
  );
  assert.equal(mail.parts[0]?.bytes.length, 57 * 50_000);
});

test("address lists that hold parsers are read in time that grows with their length", async () => {
  const lists = [
    "(".repeat(100_000),
    "(a)".repeat(100_000),
    '"'.repeat(100_001),
    `<${"@".repeat(100_000)}`,
    `${"\\".repeat(100_000)}a@b.example`,
    " ".repeat(100_000),
    "a:".repeat(50_000),
    "=?utf-8?Q?".repeat(30_000),
    "a@b,".repeat(50_000),
  ];
  for (const list of lists) assert.equal((await readable(`To: ${list}\nSubject: x\n\nwords`)).text, "words");
});

// Of the kinds for which the usual parser needed 47 s and 14 s: nested comments in an address, and spaces before a mark.
test("small mails that hold the usual parser for seconds are read at once", async () => {
  const raws = [
    `From: ${"(".repeat(90)}${")".repeat(90)}<a@b.example>\n\nwords`,
    `Content-Type: text/html\n\n<p>words</p>${" ".repeat(120_000)}<`,
    `Content-Type: text/plain\n\nwords\n${" ".repeat(120_000)}x`,
    `Content-Type: text/plain;${" ".repeat(120_000)}charset=utf-8\n\nwords`,
  ];
  for (const raw of raws) {
    const startedAt = performance.now();
    assert.match((await readable(raw)).text, /^words/);
    assert.ok(performance.now() - startedAt < 20_000);
  }
});

test("texts that look like quotations over and over are split in time", async () => {
  const lines = [
    "On 1.1.2024 12:00 a@b.example wrote:\n",
    "From: x\nSubject: y\n",
    "-----Original Message\n",
    "\n---\n",
    "Den 12 <a@b.example> z:\n> q\n",
  ];
  for (const line of lines)
    assert.equal(typeof (await readable(`Subject: x\n\n${line.repeat(4_000)}`)).fresh, "string");
});

async function readable(raw: string): Promise<ReadMail> {
  const answer = await reader.read(Buffer.from(raw, "latin1"));
  if ("unreadable" in answer) assert.fail(JSON.stringify(answer));
  return answer;
}
