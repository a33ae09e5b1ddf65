import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import {
  type MailServers,
  type MailUser,
  mailServersMissing,
  openMailServers,
} from "../../../test/support/mail-servers/mail-servers.ts";
import { mailsIn } from "../../../test/support/mail-servers/mailbox-contents.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { Conversation, Message } from "../../contract.ts";

const skip = mailServersMissing({ postfix: true }) ?? false;
let servers: MailServers;
let desk: Desk;
/** Fetches and sends, as a process of its own does. */
let worker: Desk;
let house: House;
let shop: MailUser;
let inboxId: string;

before(async () => {
  if (skip) return;
  servers = await openMailServers({ postfix: true });
  shop = servers.addUser();
  const mailHosts = ["127.0.0.1"];
  desk = await openDesk({ mailHosts });
  const { databaseUrl } = desk;
  worker = await openDesk({ mailHosts, databaseUrl, roles: { web: false, worker: true } });
  house = await foundHouse(desk);
  inboxId = await house.addInbox({ kind: "email", name: "Help", members: [house.ana.memberId] });
  const { host, ports } = servers;
  const login = { kind: "password", password: shop.password };
  (
    await house.ines.put(`/inboxes/${inboxId}/mailbox`, {
      address: shop.address,
      receiving: { host, port: ports.imap, tls: "none", user: shop.address, login },
      sending: { host, port: ports.smtp, tls: "none", user: null, from_name: "Halder & Roos" },
    })
  ).ok;
});
after(async () => {
  await worker?.close();
  await desk?.close();
  await servers?.close();
});

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const found = await look();
    if (found) return found;
    await pause(100);
  }
  throw new Error(`${what} never came.\n${servers.logs().slice(-3000)}\n${worker.log.slice(-20).join("\n")}`);
}

const mailTo = (user: MailUser, words: RegExp) =>
  until(`a mail with ${words}`, async () =>
    (await mailsIn(servers, user)).find(({ text }) => words.test(text ?? "")),
  );
const conversations = async () =>
  (await house.ana.get<{ items: Conversation[] }>(`/conversations?inbox=${inboxId}`)).ok.items;
const conversationOf = (subject: string) =>
  until(`the conversation "${subject}"`, async () =>
    (await conversations()).find((each) => each.subject === subject),
  );
const messagesOf = async (id: string) =>
  (await house.ana.get<{ items: Message[] }>(`/conversations/${id}/messages`)).ok.items;

async function writes(from: MailUser, subject: string, text: string, headers: string[] = []): Promise<void> {
  const raw = [
    `From: Maud Terpstra <${from.address}>`,
    `To: ${shop.address}`,
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${Math.random().toString(36).slice(2)}@customer.test>`,
    "Content-Type: text/plain; charset=utf-8",
    ...headers,
    "",
    text,
    "",
  ].join("\r\n");
  await servers.submit({ from: from.address, to: shop.address, raw });
}

test("a customer's mail comes in, is acknowledged, is answered, and their answer joins", {
  skip,
}, async () => {
  const maud = servers.addUser();
  await writes(maud, "My table", "Hello, where is my table? It was to come on Monday.");
  const { id } = await conversationOf("My table");
  const acknowledged = await mailTo(maud, /./);
  assert.doesNotMatch(acknowledged.text!, /table/, "none of the customer's words go back");
  assert.match(JSON.stringify(acknowledged.headers), /auto-replied/);
  (
    await house.ana.post(`/conversations/${id}/messages`, {
      kind: "reply",
      text: "It comes on Saturday at nine.",
    })
  ).ok;
  const answer = await mailTo(maud, /Saturday at nine/);
  assert.equal(answer.subject, "Re: My table");
  await until("the hand-over", async () =>
    (await messagesOf(id)).some(
      ({ kind, state }) => kind === "reply" && (state === "sent" || state === "delivered"),
    ),
  );
  const replyTo = answer.replyTo?.[0]?.address ?? "";
  assert.match(replyTo, /\+[0-9a-z]{26}@/);
  await writes(maud, "Thanks", "Good, then Saturday.", [`In-Reply-To: ${answer.messageId}`]);
  await until("her answer", async () =>
    (await messagesOf(id)).some(({ text }) => text.includes("then Saturday")),
  );
});

test("an address that does not exist bounces: the reply failed, and the conversation is ours again", {
  skip,
}, async () => {
  await writes({ address: "nobody-there@mail.test", password: "" }, "Lost", "Can you hear me?");
  const { id } = await conversationOf("Lost");
  (await house.ana.post(`/conversations/${id}/messages`, { kind: "reply", text: "Yes, we hear you." })).ok;
  await until("the bounce", async () =>
    (await messagesOf(id)).some(({ kind, state }) => kind === "reply" && state === "failed"),
  );
  const found = (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;
  assert.deepEqual([found.status, found.turn], ["open", "ours"]);
  assert.equal(
    (await conversations()).filter(({ subject }) => /undeliver|failure/i.test(subject ?? "")).length,
    0,
  );
});

test("both sides add up", { skip }, async () => {
  const { ok } = await house.ines.get<{ on_server: number; in_amends: number; adds_up: boolean }>(
    `/inboxes/${inboxId}/mailbox/reconciliation`,
  );
  assert.ok(ok.adds_up && ok.on_server >= 3 && ok.in_amends === ok.on_server, JSON.stringify(ok));
});
