import assert from "node:assert/strict";
import { test } from "node:test";
import { messageIdIn, newestFirst, pauseMs, troubleOf } from "./mailboxes.rules.ts";

test("pauses grow from a second to five minutes, and chance takes at most half", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 9, 10, 1000].map((failures) => pauseMs(failures, 0)),
    [1000, 2000, 4000, 8000, 256_000, 300_000, 300_000],
  );
  assert.equal(pauseMs(1, 1), 500);
});

test("the newest mails go first when many wait", () => {
  assert.deepEqual([newestFirst(500), newestFirst(501)], [false, true]);
});

const nothing = { code: "", loginFailed: false, serverCode: "", byToken: false, tlsFailed: false };

test("what a connection failed of is told apart", () => {
  const cases: [Partial<typeof nothing>, string, string | null][] = [
    [{ loginFailed: true }, "wrong_password", null],
    [{ loginFailed: true, byToken: true }, "token_expired", null],
    [{ loginFailed: true, serverCode: "UNAVAILABLE" }, "unreachable", "temporary"],
    [{ loginFailed: true, serverCode: "AUTHORIZATIONFAILED" }, "refused", "login_forbidden"],
    [{ code: "private" }, "refused", "private_address"],
    [{ code: "ENOTFOUND" }, "unreachable", "unknown_name"],
    [{ code: "ECONNREFUSED" }, "unreachable", "no_answer"],
    [{ code: "ECONNRESET" }, "unreachable", "connection_lost"],
    [{ code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "refused", "certificate"],
    [{ code: "CERT_HAS_EXPIRED" }, "refused", "certificate"],
    [{ code: "ERR_TLS_CERT_ALTNAME_INVALID" }, "refused", "certificate"],
    [{ tlsFailed: true }, "refused", "no_encryption"],
  ];
  for (const [facts, state, detail] of cases)
    assert.deepEqual(troubleOf({ ...nothing, ...facts }), { state, detail }, JSON.stringify(facts));
});

test("a Message-ID is found folded, in capitals and broken, and never in the middle of a line", () => {
  const cases: [string, string | null][] = [
    ["Message-ID: <a@b>\r\n", "a@b"],
    ["Subject: x\r\nMESSAGE-ID:\r\n <a@b>\r\nTo: y", "a@b"],
    ["message-id: a@b", "a@b"],
    ["Message-ID: <a@b> (comment)", "a@b"],
    ["X-Message-ID: <a@b>", null],
    ["Message-ID:\r\n", null],
    ["", null],
    ["Message-ID: <a\u0000@b>", "a@b"],
  ];
  for (const [headers, id] of cases) assert.equal(messageIdIn(headers), id, JSON.stringify(headers));
  assert.equal(messageIdIn(`Message-ID: <${"x".repeat(100_000)}>`)?.length, 998);
});
