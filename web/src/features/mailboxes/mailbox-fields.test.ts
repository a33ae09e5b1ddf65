import assert from "node:assert/strict";
import { test } from "node:test";
import type { MailConnection } from "@amends/server/contract";
import {
  changeOf,
  checksOf,
  fieldsOf,
  loginOf,
  needsLogin,
  tlsOfPort,
  withAddress,
  withProvider,
} from "./mailbox-fields.ts";

const connection: MailConnection = {
  mailbox: {
    id: "mbx_0000000000",
    inbox_id: "inb_0000000000",
    address: "help@shop.example",
    host: "imap.shop.example",
    port: 993,
    tls: "tls",
    user: "help@shop.example",
    login: "password",
    folder: "INBOX",
    marks: true,
    state: "watching",
    state_since: "2026-11-25T12:00:00.000Z",
    detail: null,
    last_seen_at: null,
    renumbered_at: null,
  },
  sending: {
    from_name: "Halder & Roos",
    host: "smtp.shop.example",
    port: 465,
    tls: "tls",
    user: "help@shop.example",
    login: "password",
    state: "ready",
    state_since: "2026-11-25T12:00:00.000Z",
    detail: null,
  },
};

test("the servers follow the address while it is written, key by key", () => {
  let fields = fieldsOf(null, "");
  for (const end of "help@gmx.de".split("").keys())
    fields = withAddress(fields, "help@gmx.de".slice(0, end + 1));
  assert.deepEqual(
    [fields.provider, fields.host, fields.sendHost, fields.user, fields.sendUser],
    ["gmx", "imap.gmx.net", "mail.gmx.net", "help@gmx.de", "help@gmx.de"],
  );
  const own = withAddress(withAddress(fieldsOf(null, ""), "help@shop.ex"), "help@shop.example");
  assert.deepEqual(
    [own.provider, own.host, own.sendHost],
    ["other", "imap.shop.example", "smtp.shop.example"],
  );
});

test("what was changed by hand stays when the address is corrected", () => {
  const fields = {
    ...withAddress(fieldsOf(null, ""), "help@shop.ex"),
    host: "mail.shop.example",
    user: "help",
  };
  const next = withAddress(fields, "help@shop.example");
  assert.deepEqual([next.host, next.user, next.sendUser], ["mail.shop.example", "help", "help@shop.example"]);
});

test("a provider brings its ports, its encryption and its way to log in", () => {
  const microsoft = withProvider(fieldsOf(null, ""), "microsoft");
  assert.deepEqual(
    [microsoft.sendPort, microsoft.sendTls, microsoft.loginKind],
    ["587", "starttls", "oauth"],
  );
  assert.equal(loginOf({ ...microsoft, refreshToken: "r" })?.kind, "oauth");
  assert.equal(tlsOfPort("587"), "starttls");
  assert.equal(tlsOfPort("993"), "tls");
  assert.equal(tlsOfPort("1143"), null);
});

test("passwords are never in the form, and one that is left empty stays as it is", () => {
  const fields = fieldsOf(connection, "");
  assert.ok(!("login" in changeOf(fields).receiving));
  assert.deepEqual(changeOf({ ...fields, password: " p w " }).receiving.login, {
    kind: "password",
    password: " p w ",
  });
  assert.deepEqual(changeOf(fields).sending, {
    from_name: "Halder & Roos",
    host: "smtp.shop.example",
    port: 465,
    tls: "tls",
    user: "help@shop.example",
  });
  assert.equal(changeOf({ ...fields, sendsItself: false }).sending, null);
  assert.equal(changeOf({ ...fields, sendUser: " " }).sending?.user, null);
});

test("another server or user needs its password again", () => {
  const fields = fieldsOf(connection, "");
  assert.equal(needsLogin(fields, connection), false);
  assert.equal(needsLogin({ ...fields, port: "1993" }, connection), false);
  assert.equal(needsLogin({ ...fields, host: "imap.elsewhere.example" }, connection), true);
  assert.equal(needsLogin({ ...fields, user: "other" }, connection), true);
  assert.equal(needsLogin(fields, null), true);
});

test("each part is asked for with what it needs and nothing else", () => {
  const fields = { ...fieldsOf(connection, ""), selector: " s1 ", password: "secret" };
  assert.deepEqual(checksOf(fields, "inb_0000000000", "domain"), {
    inbox_id: "inb_0000000000",
    address: "help@shop.example",
    parts: ["domain"],
    dkim_selector: "s1",
  });
  assert.ok(!("marks" in checksOf(fields, "inb_0000000000", "receiving").receiving!));
  assert.ok(!("sending" in checksOf(fields, "inb_0000000000", "receiving")));
});
