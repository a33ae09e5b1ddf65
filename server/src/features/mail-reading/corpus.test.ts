import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { after, test } from "node:test";
import type { ReadMail, UnreadableMail } from "./mail-reading.contract.ts";
import { openMailReader } from "./mail-reading.ts";

const folder = join(import.meta.dirname, "corpus");
const reader = openMailReader({ limits: { milliseconds: 20_000 } });
after(() => reader.close());

const mails = globSync("*/mail.eml", { cwd: folder }).sort();

test("the corpus is there", () => assert.ok(mails.length >= 40, `${mails.length} mails`));

// What expected.json names is compared; the rest of the mail is beside its point.
for (const path of mails) {
  test(`corpus: ${basename(dirname(path))}`, async () => {
    const expected = JSON.parse(readFileSync(join(folder, dirname(path), "expected.json"), "utf8")) as object;
    const answer = shown(await reader.read(readFileSync(join(folder, path))));
    assert.deepEqual(
      Object.fromEntries(Object.keys(expected).map((key) => [key, answer[key] ?? null])),
      expected,
    );
  });
}

/** Parts with their words instead of their bytes. */
function shown(answer: ReadMail | UnreadableMail): Record<string, unknown> {
  if ("unreadable" in answer) return { unreadable: answer.unreadable };
  const parts = answer.parts.map(({ name, mediaType, what, contentId, bytes }) => ({
    name,
    mediaType,
    what,
    contentId,
    starts: Buffer.from(bytes.subarray(0, 24)).toString("latin1"),
    size: bytes.length,
  }));
  const reportFields = answer.report && {
    ...answer.report,
    fields: answer.report.fields.map(({ name, value }) => `${name}: ${value}`),
    recipients: answer.report.recipients.map((group) => group.map(({ name, value }) => `${name}: ${value}`)),
  };
  return { ...answer, parts, report: reportFields };
}
