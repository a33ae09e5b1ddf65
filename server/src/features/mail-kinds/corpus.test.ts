import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { mailOfRaw } from "../../../test/support/mail-of.ts";
import expected from "./corpus/expected.json" with { type: "json" };
import type { MailKindName, NoticeRecipient } from "./mail-kinds.contract.ts";
import { kindOf } from "./mail-kinds.rules.ts";

interface Expected {
  kind: MailKindName;
  may?: boolean;
  loopMarks?: number;
  /** Message-ID of ours that it is about. */
  about?: string;
  recipients?: Partial<NoticeRecipient>[];
}

const folder = join(import.meta.dirname, "corpus");
const own = { addresses: ["help@lantern.example"] };
const files = globSync("*.eml", { cwd: folder }).sort();
const cases: Record<string, Expected | undefined> = expected as Record<string, Expected>;

test("the corpus has its mails, and each has what is expected of it", () => {
  assert.ok(files.length >= 60);
  assert.deepEqual(
    files.map((file) => basename(file, ".eml")),
    Object.keys(cases).sort(),
  );
});

for (const file of files) {
  const name = basename(file, ".eml");
  test(`${name} is told for what it is`, async () => {
    const { kind, may, loopMarks, about, recipients } = cases[name]!;
    const mail = await mailOfRaw(readFileSync(join(folder, file)));
    const told = kindOf(mail, own);
    assert.equal(told.kind, kind, told.why);
    if (may !== undefined) assert.equal(told.answersItself.may, may, told.answersItself.why);
    assert.equal(told.loopMarks, loopMarks ?? 0);
    if (about) assert.equal(told.delivery?.about.messageId, about);
    if (!recipients) return;
    assert.equal(told.delivery?.recipients.length, recipients.length);
    for (const [at, each] of recipients.entries())
      assert.partialDeepStrictEqual(told.delivery.recipients[at], each);
  });
}
