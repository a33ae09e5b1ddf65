import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { MailKindName } from "../../server/src/features/mail-kinds/mail-kinds.contract.ts";
import { kindOf, spamSigns } from "../../server/src/features/mail-kinds/mail-kinds.rules.ts";
import { openMailReader } from "../../server/src/features/mail-reading/mail-reading.ts";
import { type Figure, figure } from "../figures.ts";
import { say } from "../parts/part.ts";

interface Sorted {
  /** Mails that the folder says something about. */
  of: number;
  right: number;
}

const notices: readonly MailKindName[] = ["bounce", "delay", "delivered"];

/** Whether each mail is told for what its folder or its name says: reports by the standard they follow, spam and ham. */
export async function measureKinds(mailsFolder: string): Promise<Figure[]> {
  const reader = openMailReader();
  const kinds: Sorted = { of: 0, right: 0 };
  const recipients: Sorted = { of: 0, right: 0 };
  const ids: Sorted = { of: 0, right: 0 };
  const ham: Sorted = { of: 0, right: 0 };
  const spam: Sorted = { of: 0, right: 0 };
  let slowest = 0;
  try {
    for (const path of globSync("**/{bounces,spam-and-ham}/**/*", { cwd: mailsFolder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()) {
      const mail = await reader.read(new Uint8Array(readFileSync(path)));
      if ("unreadable" in mail) continue;
      const startedAt = performance.now();
      const told = kindOf(mail, { addresses: [] });
      const { looksLikeSpam } = spamSigns(mail);
      slowest = Math.max(slowest, performance.now() - startedAt);
      const expected = expectedOf(path);
      if (expected) {
        if (!count(kinds, expected.includes(told.kind))) say(`${basename(path)}: ${told.kind} (${told.why})`);
        if (told.delivery) {
          count(recipients, told.delivery.recipients.length > 0);
          count(ids, told.delivery.about.messageId !== null);
        }
      } else if (/[/\\]spam[/\\]/.test(path)) count(spam, looksLikeSpam);
      else if (/[/\\](?:nice|ham)[/\\]/.test(path)) count(ham, !looksLikeSpam);
    }
  } finally {
    await reader.close();
  }
  return [
    share("machines told for what they are", kinds, 0.95),
    share("notices of delivery with recipients", recipients, 0.95),
    share("notices of delivery with the Message-ID they are about", ids),
    share("ham left alone", ham, 0.99),
    share("spam with signs in headers or shape", spam),
    figure("telling one mail's kind, slowest", slowest, { unit: "ms", atMost: 100 }),
  ];
}

/** arf: feedback; rfc3834: automatic replies; not: no notice; whatever else is there came back to its sender. */
function expectedOf(path: string): readonly MailKindName[] | null {
  if (!/[/\\]bounces[/\\]/.test(path)) return null;
  if (/[/\\]not[/\\]/.test(path)) return /not-bounce/.test(path) ? ["person"] : null;
  const name = basename(path);
  if (name.startsWith("arf")) return ["feedback_report"];
  if (name.startsWith("rfc3834")) return ["vacation", "auto_reply"];
  return name.startsWith("make-test") ? [...notices, "feedback_report", "vacation"] : notices;
}

function count(sorted: Sorted, isRight: boolean): boolean {
  sorted.of++;
  if (isRight) sorted.right++;
  return isRight;
}

function share(name: string, { of, right }: Sorted, atLeast?: number): Figure {
  const value = of === 0 ? null : right / of;
  return figure(`${name}, of ${of}`, value, { unit: "", ...(atLeast !== undefined && { atLeast }) });
}
