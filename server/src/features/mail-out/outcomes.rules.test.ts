import assert from "node:assert/strict";
import { test } from "node:test";
import { acknowledgementMail, expectationWords, mayAcknowledge } from "./acknowledgement.rules.ts";
import type { SendFailure } from "./mail-out.contract.ts";
import { afterFailure, failureIn, failureWords, outcomeOf, pauseAfter } from "./outcomes.rules.ts";

const failure = (part: Partial<SendFailure>): SendFailure => ({
  kind: "rejected",
  stage: "recipient",
  code: 550,
  status: null,
  isUncertain: false,
  ...part,
});

test("a mail is tried for two days, soon at first and then every four hours", () => {
  const minutes = [1, 2, 3, 4, 5].map((attempts) => pauseAfter(attempts)! / 60_000);
  assert.deepEqual(minutes, [1, 5, 15, 60, 240]);
  let attempts = 1;
  let waited = 0;
  for (let pause = pauseAfter(attempts); pause !== null; pause = pauseAfter(++attempts)) waited += pause;
  assert.ok(waited > 44 * 3_600_000 && waited <= 48 * 3_600_000, String(waited / 3_600_000));
});

test("later, never and a matter of the administrator's are told apart", () => {
  assert.deepEqual(outcomeOf(failure({ kind: "throttled", code: 451 }), false), { what: "again" });
  assert.deepEqual(outcomeOf(failure({ kind: "unreachable", code: null }), false), { what: "again" });
  assert.deepEqual(outcomeOf(failure({}), false), { what: "refused", reason: "no_such_user" });
  assert.deepEqual(outcomeOf(failure({ status: "5.2.2", code: 552 }), false), {
    what: "refused",
    reason: "mailbox_full",
  });
  assert.deepEqual(outcomeOf(failure({ stage: "content", code: 552 }), false), {
    what: "refused",
    reason: "too_large",
  });
  assert.deepEqual(outcomeOf(failure({ stage: "sender", code: 553 }), false), {
    what: "refused",
    reason: "sender_refused",
  });
  const login = failure({ kind: "misconfigured", stage: "login", code: 535 });
  assert.deepEqual(outcomeOf(login, false), { what: "hold", submission: "wrong_password" });
  assert.deepEqual(outcomeOf(login, true), { what: "hold", submission: "token_expired" });
});

test("what is no server's answer is taken for a fault of ours", () => {
  assert.equal(failureIn(new Error("ENOENT")), null);
  assert.equal(failureIn(undefined), null);
});

test("every reason has words that name the address", () => {
  assert.equal(failureWords("no_such_user", "m@x.example"), "there is no mailbox m@x.example");
});

test("what failed waits from now on, and what waits already keeps its clock", () => {
  const answered = { status: "resolved", unanswered: 0, waitingSinceAt: null, dueAt: null } as const;
  assert.deepEqual(afterFailure(answered, 1000, 500), {
    status: "open",
    unanswered: 1,
    waitingSinceAt: 1000,
    dueAt: 1500,
  });
  const waiting = { status: "snoozed", unanswered: 2, waitingSinceAt: 10, dueAt: 20 } as const;
  assert.deepEqual(afterFailure(waiting, 1000, 500), { ...waiting, status: "open" });
});

test("the caps on acknowledgements are one an hour, five a day, and two hundred an hour for all", () => {
  const none = { addressInHour: 0, addressInDay: 0, organisationInHour: 0 };
  assert.ok(mayAcknowledge({ ...none, addressInDay: 4, organisationInHour: 199 }));
  assert.ok(!mayAcknowledge({ ...none, addressInHour: 1 }));
  assert.ok(!mayAcknowledge({ ...none, addressInDay: 5 }));
  assert.ok(!mayAcknowledge({ ...none, organisationInHour: 200 }));
});

test("an expectation is never shorter than the promise", () => {
  const minute = 60_000;
  assert.equal(expectationWords("en", minute), "5 minutes");
  assert.equal(expectationWords("en", 42 * minute), "45 minutes");
  assert.equal(expectationWords("de", 60 * minute), "einer Stunde");
  assert.equal(expectationWords("nl", 90 * minute), "2 uur");
  assert.equal(expectationWords("sv", 24 * 60 * minute), "ett dygn");
  assert.equal(expectationWords("it", 25 * 60 * minute), "2 giorni");
});

test("an acknowledgement speaks the customer's language, and English to all others", () => {
  const of = { shop: "Halder & Roos", expectationMs: 3_600_000, reference: "K3V7A9B2" };
  for (const [language, words] of [
    ["en", "within an hour"],
    ["nl", "binnen een uur"],
    ["sv", "inom en timme"],
    ["it", "entro un’ora"],
    ["de", "innerhalb von einer Stunde"],
    ["ja", "within an hour"],
    [null, "within an hour"],
  ] as const) {
    const { subject, text } = acknowledgementMail(language, of);
    assert.ok(text.includes(words), text);
    assert.ok(subject.includes(of.reference) && text.includes(of.reference));
    assert.doesNotMatch(`${subject}${text}`, /[{}]/);
  }
});
