import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  type MailServers,
  type MailUser,
  mailServersMissing,
  openMailServers,
} from "../mail-servers/mail-servers.ts";
import { loginOf, rawMailsIn } from "./mailbox-contents.ts";

const skip = mailServersMissing({ postfix: true }) ?? false;
let servers: MailServers;
before(async () => {
  if (!skip) servers = await openMailServers({ postfix: true });
});
after(() => servers?.close());

const raw =
  "From: a@elsewhere.test\r\nTo: b@mail.test\r\nSubject: Hello\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n";

const mailsOf = async (auth: { user: string; pass?: string; accessToken?: string }) =>
  (await rawMailsIn(servers, auth)).map(String);

async function untilMails(user: MailUser, count: number): Promise<string[]> {
  for (let tries = 0; tries < 100; tries++) {
    const mails = await mailsOf(loginOf(user));
    if (mails.length >= count) return mails;
    await pause(50);
  }
  throw new Error(`The mail never came:\n${servers.logs()}`);
}

test("a mail handed over with a password comes into the mailbox, also after both were killed", {
  skip,
}, async () => {
  const [sender, receiver] = [servers.addUser(), servers.addUser()];
  const mail = { from: sender.address, to: receiver.address, raw };
  await servers.submit({ ...mail, user: sender });
  assert.match((await untilMails(receiver, 1))[0]!, /Subject: Hello/);
  await servers.kill();
  await assert.rejects(mailsOf(loginOf(receiver)));
  await servers.restart();
  await servers.submit({ ...mail, user: sender });
  assert.equal((await untilMails(receiver, 2)).length, 2);
});

test("without a right password nothing is taken, and what nobody here takes comes back", {
  skip,
}, async () => {
  const user = servers.addUser();
  const wrong = { ...user, password: "wrong" };
  await assert.rejects(servers.submit({ from: user.address, to: user.address, raw, user: wrong }));
  await assert.rejects(servers.submit({ from: "a@elsewhere.test", to: "b@other.test", raw }), /Relay access/);
  await servers.submit({ from: user.address, to: "b@other.test", raw, user });
  assert.match((await untilMails(user, 1))[0]!, /User doesn't exist/);
  await assert.rejects(servers.deliver(raw, "nobody@mail.test"));
});

test("a token opens a mailbox until it runs out", { skip }, async () => {
  const { address } = servers.addUser();
  servers.grantToken("good-token", address);
  await servers.deliver(raw, address);
  assert.equal((await mailsOf({ user: address, accessToken: "good-token" })).length, 1);
  servers.expireToken("good-token");
  await assert.rejects(mailsOf({ user: address, accessToken: "good-token" }), { authenticationFailed: true });
});
