import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, test } from "node:test";
import fc from "fast-check";
import { chances } from "../../../test/support/chances.ts";
import type { ReadMail } from "./mail-reading.contract.ts";
import { openMailReader } from "./mail-reading.ts";

// Two seconds are plenty for a mail and not for a machine that runs other tests beside; what is slow is tested as slow.
const reader = openMailReader({ limits: { milliseconds: 20_000 } });
after(() => reader.close());

const plain = bytesOf("From: ana@example.com\r\nSubject: Hello\r\n\r\nGood morning\r\n");

test("a mail is read, and its bytes stay with whoever handed them in", async () => {
  const raw = plain.slice();
  const mail = await readable(raw);
  assert.deepEqual(
    { subject: mail.subject, from: mail.from, text: mail.text, fresh: mail.fresh },
    {
      subject: "Hello",
      from: [{ name: "", address: "ana@example.com" }],
      text: "Good morning",
      fresh: "Good morning",
    },
  );
  assert.deepEqual(raw, plain);
});

test("a mail over the limit of bytes is told as too large, and the next is read", async () => {
  const small = openMailReader({ limits: { bytes: 1_000 } });
  const large = bytesOf(`Subject: x\n\n${"a".repeat(1_000)}`);
  assert.deepEqual(await small.read(large), {
    unreadable: "too_large",
    detail: "1012 bytes, 1000 are read",
  });
  assert.ok("text" in (await small.read(plain)));
  await small.close();
});

test("a mail that takes too long costs its reader only: the next is read by another", async () => {
  const hurried = openMailReader({ limits: { milliseconds: 1 } });
  const long = bytesOf(`Subject: x\n\n${"> a line that is quoted\n".repeat(80_000)}`);
  assert.deepEqual(await hurried.read(long), { unreadable: "too_slow", detail: "not read within 1 ms" });
  await hurried.close();
  const patient = openMailReader({ limits: { milliseconds: 20_000 } });
  assert.ok("text" in (await patient.read(long)));
  await patient.close();
});

test("a mail that takes too much memory ends its reader and not the process, and the next is read", async () => {
  const narrow = openMailReader({ limits: { megabytes: 24, milliseconds: 20_000, bytes: 100 << 20 } });
  const answer = await narrow.read(bytesOf(`Subject: x\n\n${"\n".repeat(4_000_000)}`));
  assert.equal("unreadable" in answer && answer.unreadable, "too_much_memory");
  assert.ok("text" in (await narrow.read(plain)));
  await narrow.close();
});

test("mails wait for a reader, and each gets its own answer", async () => {
  const raws = Array.from({ length: 30 }, (_, i) => bytesOf(`Subject: number ${i}\n\nx`));
  const mails = await Promise.all(raws.map(readable));
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    raws.map((_, i) => `number ${i}`),
  );
});

test("after the reader has been closed a mail is refused, also one that was waiting", async () => {
  const closing = openMailReader();
  const waiting = Promise.all([closing.read(plain), closing.read(plain), closing.read(plain)]);
  await closing.close();
  assert.ok((await waiting).every((answer) => "unreadable" in answer));
  assert.ok("unreadable" in (await closing.read(plain)));
});

test("the reader starts in a plain process, without the flags of a test, and lets it end", () => {
  const module = new URL("./mail-reading.ts", import.meta.url).href;
  const code = `import { openMailReader } from ${JSON.stringify(module)};
    const mail = await openMailReader().read(new TextEncoder().encode("Subject: seen\\n\\nx"));
    console.log(mail.subject);`;
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", code], { timeout: 30_000 });
  assert.equal(out.toString().trim(), "seen");
});

test("any bytes end as a mail or as an unreadable one, with and without headers before them", async () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .constantFrom(
        "From: a@b.c\r\n",
        "\n\n",
        "\r",
        "Content-Type: multipart/mixed; boundary=b\n\n",
        "--b\n",
        "--b--\n",
        "Content-Transfer-Encoding: base64\n",
        "Content-Type: text/html; charset=utf-7\n\n",
        "=?utf-8?B?",
        "=?x?Q?=F?=",
        "To: a, (b (c) d:;\n",
        "> ",
        "On 1.1.2024 12:00 a@b wrote:\n",
        "<div style='display:none'>",
        "Content-Type: message/delivery-status\n\n",
        'Content-Type: application/ms-tnef\n\nx\u009f>"',
      )
      .map(bytesOf),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (parts) => {
      const answer = await reader.read(Buffer.concat(parts));
      if ("unreadable" in answer) assert.notEqual(answer.unreadable, "broken", JSON.stringify(answer));
      else assert.equal(typeof answer.text, "string");
    }),
    chances(300),
  );
});

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

async function readable(raw: Uint8Array): Promise<ReadMail> {
  const answer = await reader.read(raw);
  if ("unreadable" in answer) assert.fail(JSON.stringify(answer));
  return answer;
}
