import assert from "node:assert/strict";
import { test } from "node:test";
import { plainOf, withoutQuotes } from "./plain-text.rules.ts";

test("markup becomes what a reader would have seen", () => {
  const markup =
    "<head><title>t</title></head><style>p{}</style><p>Tea &amp; caf&eacute; &#8364;3</p><!-- > --><div>1 < 2<br/>end</div>";
  assert.equal(plainOf(markup), "Tea & café €3\n\n1 < 2\nend");
});

test("quoted mails within markup are left out, however deep", () => {
  assert.equal(
    plainOf("Yes.<blockquote>No?<blockquote>Well?</blockquote>Hm</blockquote><p>Bye</p>"),
    "Yes.\nBye",
  );
});

test("what is no markup stays as it was written", () => {
  assert.equal(plainOf("  a  b\n\n\nc"), "  a  b\n\n\nc");
});

for (const line of [
  "On Mon, 2 Jun 2025 at 09:00, Ada <ada@example.org> wrote:",
  "Am 2. Juni 2025 um 09:00 schrieb Ada <ada@example.org>:",
  "Op ma 2 jun 2025 om 09:00 schreef Ada <ada@example.org>:",
  "Il giorno lun 2 giu 2025 alle ore 09:00 Ada <ada@example.org> ha scritto:",
  "Den mån 2 juni 2025 kl 09:00 skrev Ada\n<ada@example.org>:",
  "-----Original Message-----",
  "Von: Ada\nGesendet: Montag",
]) {
  test(`what follows "${line.slice(0, 24)}" is not said anew`, () => {
    assert.equal(withoutQuotes(`It leaks.\n\n${line}\n> It leaks?`), "It leaks.");
  });
}

test("answers between quoted lines are kept, and so is a sentence that only ends in such a word", () => {
  assert.equal(withoutQuotes("On 2 Jun 2025 Ada wrote:\n> One?\nYes.\n> Two?\nNo."), "Yes.\nNo.");
  assert.equal(
    withoutQuotes("This is what your colleague wrote:\nnever again"),
    "This is what your colleague wrote:\nnever again",
  );
});

test("a signature is cut, and a mail of nothing but quotes keeps them", () => {
  assert.equal(withoutQuotes("Hello\n-- \nAda, Sales"), "Hello");
  assert.equal(withoutQuotes("> only this"), "> only this");
});
