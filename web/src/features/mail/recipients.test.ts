import assert from "node:assert/strict";
import { test } from "node:test";
import type { Mail } from "@amends/server/contract";
import { cameBlind, changedSince, outsiders } from "./recipients.ts";

const people = (...addresses: string[]) => addresses.map((address) => ({ name: "", address }));
const mail = (message_id: string, more: Partial<Mail>) =>
  ({ message_id, direction: "out", kind: "person", to: [], cc: [], is_blind: false, ...more }) as Mail;

test("who is new and who is missing is told against our own last mail", () => {
  const now = { to: people("maud@example.org"), cc: people("tom@example.org") };
  const mails = [
    mail("msg_2", { to: people("Maud@example.org"), cc: people("ann@example.org") }),
    mail("msg_1", { to: people("maud@example.org"), cc: people("tom@example.org") }),
    mail("msg_3", { direction: "in", to: people("help@shop.example") }),
  ];
  assert.deepEqual(changedSince(now, mails), {
    added: people("tom@example.org"),
    gone: people("ann@example.org"),
  });
});

test("before our first mail, and after an automatic one alone, nothing has changed", () => {
  const now = { to: people("maud@example.org"), cc: [] };
  assert.deepEqual(changedSince(now, [mail("msg_1", { kind: "auto_reply", to: people("x@y.example") })]), {
    added: [],
    gone: [],
  });
});

test("outside is who belongs neither to the customer's domain nor to ours", () => {
  const cc = people("tom@example.org", "jo@SHOP.example", "eve@elsewhere.example");
  const found = outsiders({ to: people("maud@example.org"), cc }, "help@shop.example");
  assert.deepEqual(found, people("eve@elsewhere.example"));
});

test("a blind copy counts while it is the newest that a person wrote", () => {
  const blind = mail("msg_1", { direction: "in", is_blind: true });
  assert.ok(cameBlind([mail("msg_2", { direction: "in", kind: "vacation" }), blind]));
  assert.ok(!cameBlind([blind, mail("msg_2", { direction: "in" })]));
});
