import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import {
  type MailServers,
  type MailUser,
  mailServersMissing,
  openMailServers,
} from "../../../test/support/mail-servers/mail-servers.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { Reconciliation } from "../mailboxes/mailboxes.contract.ts";
import type { MailboxCheck, MailboxChecks, MailConnection } from "./mail-settings.contract.ts";

const skip = mailServersMissing({ postfix: true }) ?? false;
let desk: Desk;
let servers: MailServers;
let house: House;
let inboxId: string;
let user: MailUser;
before(async () => {
  if (skip) return;
  servers = await openMailServers({ postfix: true });
  desk = await openDesk({ mailHosts: ["127.0.0.1"] });
});
beforeEach(async () => {
  if (skip) return;
  house = await foundHouse(desk);
  inboxId = await house.addInbox({ name: "Mail", kind: "email" });
  user = servers.addUser();
});
after(async () => {
  await desk?.close();
  await servers?.close();
});

type Settings = { receiving?: object; sending?: object | null };

function settings({ receiving = {}, sending = {} }: Settings = {}) {
  const { ports } = servers;
  const login = { kind: "password", password: user.password };
  const place = { host: "127.0.0.1", tls: "none", user: user.address };
  return {
    address: user.address,
    receiving: { ...place, port: ports.imap, login, ...receiving },
    sending: sending && { ...place, port: ports.submission, from_name: "Halder & Roos", ...sending },
  };
}

const path = () => `/inboxes/${inboxId}/mailbox`;
const connect = (more: Settings = {}) => house.ines.put<MailConnection>(path(), settings(more));
async function check(
  more: Settings = {},
  parts = ["receiving", "sending"],
): Promise<Record<string, MailboxCheck>> {
  const body = { inbox_id: inboxId, parts, ...settings(more) };
  const { checks } = (await house.ines.post<MailboxChecks>("/mailbox-checks", body)).ok;
  return Object.fromEntries(checks.map((each) => [each.check, each]));
}
const codes = (checks: Record<string, MailboxCheck>) =>
  Object.fromEntries(Object.values(checks).map(({ check, code }) => [check, code]));

test("both log-ins are tried, and the folder's mails counted, before anything is saved", {
  skip,
}, async () => {
  await servers.deliver("Subject: One\r\n\r\nHello\r\n", user.address);
  const checks = await check();
  assert.deepEqual(codes(checks), {
    receiving_login: "works",
    receiving_push: "pushes",
    receiving_folder: "works",
    receiving_mails: "counted",
    sending_login: "works",
  });
  assert.equal(checks.receiving_mails?.count, 1);
  assert.equal((await house.ines.get(path())).code, "mailboxes.not_found");
});

test("a wrong password, a missing folder and a closed port each say what to do", { skip }, async () => {
  const wrong = { login: { kind: "password", password: "not it" } };
  const refused = await check({ receiving: wrong });
  assert.deepEqual(
    [refused.receiving_login?.outcome, refused.receiving_login?.code],
    ["failed", "wrong_password"],
  );
  assert.equal(refused.receiving_mails?.code, "not_reached");
  assert.equal(refused.sending_login?.code, "wrong_password");
  const { receiving_folder } = await check({ receiving: { folder: "Reklamationen" } });
  assert.equal(receiving_folder?.code, "no_folder");
  assert.ok(receiving_folder?.folders?.includes("Archive"));
  const closed = await check({ receiving: { port: 1 }, sending: { port: 1 } });
  assert.deepEqual([closed.receiving_login?.code, closed.sending_login?.code], ["no_answer", "no_answer"]);
});

test("a certificate that nobody vouches for is told from a server without TLS", { skip }, async () => {
  const { receiving_login, sending_login } = await check({
    receiving: { tls: "tls", port: servers.ports.imaps },
    sending: { tls: "starttls" },
  });
  assert.deepEqual([receiving_login?.code, sending_login?.code], ["certificate", "certificate"]);
});

test("private hosts are asked nothing, whichever way they are written", { skip }, async () => {
  for (const host of ["localhost", "10.0.0.8", "[::1]"]) {
    const { receiving_login, sending_login } = await check({
      receiving: { host, tls: "tls" },
      sending: { host, tls: "tls" },
    });
    const told = [receiving_login?.code, sending_login?.code];
    assert.ok(
      told.every((code) => code === "private_address" || code === "wrong_address"),
      `${host}: ${told}`,
    );
    assert.match(
      (await connect({ receiving: { host, tls: "tls" } })).code,
      /^mailboxes\.(private|wrong)_address$/,
    );
    assert.match(
      (await connect({ sending: { host, tls: "tls" } })).code,
      /^mail_settings\.(private|wrong)_address$/,
    );
  }
  assert.equal(
    (await connect({ sending: { host: "mail.example", tls: "none" } })).code,
    "mail_settings.no_encryption",
  );
});

test("passwords are written and never answered, told, logged or legible in the database", {
  skip,
}, async () => {
  const connected = (await connect()).ok;
  assert.deepEqual(
    [connected.mailbox.state, connected.mailbox.login, connected.sending?.login, connected.sending?.state],
    ["connecting", "password", "password", "ready"],
  );
  const { rows } = await desk.owner.query(
    `select m::text as kept from mailboxes m union all select s::text from mail_submissions s union all select j::text from journal j`,
  );
  await desk.settle();
  const everywhere = JSON.stringify([rows, desk.log, connected, (await house.ines.get(path())).ok]);
  assert.ok(!everywhere.includes(user.password));
});

test("a kept password is used again for its own server and user, and for no other", { skip }, async () => {
  await connect();
  const kept = { login: undefined };
  assert.equal((await check({ receiving: kept })).sending_login?.code, "works");
  assert.equal((await check({ receiving: kept })).receiving_login?.code, "works");
  const moved = await check({
    receiving: { ...kept, host: "imap.elsewhere.example", tls: "tls" },
    sending: { host: "smtp.elsewhere.example", tls: "tls" },
  });
  assert.deepEqual(
    [moved.receiving_login?.code, moved.sending_login?.code],
    ["login_missing", "login_missing"],
  );
  assert.equal(
    (await connect({ receiving: kept, sending: { from_name: "Roos" } })).ok.sending?.from_name,
    "Roos",
  );
  assert.equal(
    (await connect({ receiving: { ...kept, user: "other" } })).code,
    "mailboxes.credentials_missing",
  );
  assert.equal(
    (await connect({ receiving: kept, sending: { host: "smtp.elsewhere.example", tls: "tls" } })).code,
    "mail_settings.login_missing",
  );
  assert.equal((await connect({ receiving: kept, sending: null })).ok.sending, null);
});

test("one folder is fetched by one inbox, and an inbox of another kind by none", { skip }, async () => {
  await connect();
  inboxId = await house.addInbox({ name: "Second", kind: "email" });
  assert.equal((await connect()).code, "mail_settings.mailbox_taken");
  assert.equal((await house.ines.get(path())).code, "mailboxes.not_found");
  assert.equal((await connect({ receiving: { folder: "Archive" } })).ok.mailbox.folder, "Archive");
  inboxId = house.inboxId;
  assert.equal((await connect()).code, "mail_settings.not_email");
});

test("a mailbox is paused, resumed and taken away; what went with it is gone", { skip }, async () => {
  await connect();
  assert.equal((await house.ines.put<MailConnection>(`${path()}/pause`)).ok.mailbox.state, "paused");
  assert.equal((await house.ines.delete<MailConnection>(`${path()}/pause`)).ok.mailbox.state, "connecting");
  assert.equal((await house.ines.delete(path())).status, 204);
  const { rows } = await desk.owner.query("select 1 from mail_submissions where inbox_id = $1", [inboxId]);
  assert.equal(rows.length, 0);
  assert.equal((await house.ines.delete(path())).code, "mailboxes.not_found");
});

test("both sides are held against each other without fetching, and add up", { skip }, async () => {
  await connect();
  for (const subject of ["One", "Two"])
    await servers.deliver(`Subject: ${subject}\r\n\r\nHello\r\n`, user.address);
  const counted = (await house.ines.get<Reconciliation>(`${path()}/reconciliation`)).ok;
  assert.deepEqual([counted.on_server, counted.waiting, counted.in_amends, counted.adds_up], [2, 2, 0, true]);
  await servers.kill();
  const unanswered = await house.ines.get(`${path()}/reconciliation`);
  await servers.restart();
  assert.deepEqual([unanswered.status, unanswered.code], [502, "mail_settings.not_answered"]);
});

test("tokens: the first is fetched with the refresh token, at an endpoint that may be asked", {
  skip,
}, async () => {
  const given: string[] = [];
  const endpoint = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      given.push(body);
      const isRight = body.includes("refresh_token=right-one") && body.includes("client_secret=client-words");
      response.writeHead(isRight ? 200 : 400, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          isRight ? { access_token: "token-of-today", expires_in: 3600 } : { error: "invalid_grant" },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`;
  servers.grantToken("token-of-today", user.address);
  const login = (more: object = {}) => ({
    kind: "oauth",
    provider: "other",
    token_endpoint: url,
    client_id: "desk",
    client_secret: "client-words",
    refresh_token: "right-one",
    ...more,
  });
  const receiving = { login: login() };
  assert.equal((await check({ receiving }, ["receiving"])).receiving_login?.code, "works");
  assert.equal((await connect({ receiving })).ok.mailbox.login, "oauth");
  const { rows } = await desk.owner.query("select m::text as kept from mailboxes m");
  assert.ok(!/client-words|right-one|token-of-today/.test(JSON.stringify([rows, desk.log])));
  const wrong = { login: login({ refresh_token: "wrong-one" }) };
  assert.equal((await check({ receiving: wrong }, ["receiving"])).receiving_login?.code, "token_refused");
  assert.equal((await connect({ receiving: wrong })).code, "mail_settings.token_refused");
  const asked = given.length;
  const inside = { login: login({ token_endpoint: "https://10.0.0.1/token" }) };
  assert.equal((await connect({ receiving: inside })).code, "mail_settings.private_address");
  const bare = { login: login({ client_id: undefined }) };
  assert.equal((await connect({ receiving: bare })).code, "mail_settings.login_incomplete");
  assert.equal(given.length, asked);
  servers.expireToken("token-of-today");
  const over = { login: { kind: "oauth", provider: "google", access_token: "token-of-today" } };
  assert.equal((await check({ receiving: over }, ["receiving"])).receiving_login?.code, "token_expired");
  endpoint.closeAllConnections();
  endpoint.close();
});

test("a token that runs out is renewed for both directions, and neither is asked for again", {
  skip,
}, async () => {
  let turn = 0;
  const endpoint = createServer((_request, response) => {
    turn++;
    servers.grantToken(`token-${turn}-${inboxId}`, user.address);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        access_token: `token-${turn}-${inboxId}`,
        refresh_token: `next-${turn}`,
        expires_in: 30,
      }),
    );
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const token_endpoint = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`;
  const login = {
    kind: "oauth",
    provider: "other",
    token_endpoint,
    client_id: "desk",
    refresh_token: "first",
  };
  assert.equal((await connect({ receiving: { login } })).ok.sending?.login, "oauth");
  servers.expireToken(`token-1-${inboxId}`);
  assert.equal((await house.ines.get(`${path()}/reconciliation`)).status, 200);
  assert.equal(turn, 2);
  assert.equal((await check({ receiving: { login: undefined } }, ["sending"])).sending_login?.code, "works");
  assert.equal(turn, 2);
  desk.clock.move(40_000);
  servers.expireToken(`token-2-${inboxId}`);
  assert.equal((await check({ receiving: { login: undefined } }, ["sending"])).sending_login?.code, "works");
  assert.equal(turn, 3);
  endpoint.closeAllConnections();
  endpoint.close();
});
