import assert from "node:assert/strict";
import { test } from "node:test";
import { attemptWindowSeconds, networkOf } from "./attempts.rules.ts";

test("a network is an IPv4 address or an IPv6 /64, however it is written", () => {
  assert.equal(networkOf("192.0.2.7"), "192.0.2.7");
  assert.equal(networkOf("::ffff:192.0.2.7"), "192.0.2.7");
  assert.equal(networkOf("2001:DB8:0:1::1"), "2001:db8:0:1::/64");
  assert.equal(networkOf("2001:db8:0:1:ffff:0:0:2"), "2001:db8:0:1::/64");
  assert.equal(networkOf("2001:0db8::5"), "2001:db8:0:0::/64");
  assert.equal(networkOf("::1"), "0:0:0:0::/64");
  assert.equal(networkOf("fe80::1%eth0"), "fe80:0:0:0::/64");
});

test("nobody honest is shut out for more than a quarter of an hour", () => {
  assert.ok(attemptWindowSeconds <= 15 * 60);
});
