import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Email } from "postal-mime";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import {
  type MailServers,
  mailServersMissing,
  openMailServers,
} from "../../../test/support/mail-servers/mail-servers.ts";
import { openSendingHouse, type SendingHouse } from "../../../test/support/mail-servers/sending-house.ts";
import { storeUpload } from "../attachments/attachments.ts";
import { retryNow } from "./queue.store.ts";
import { type Claimed, queueReply, sendMail, takeMail } from "./sending.ts";

const skip = mailServersMissing({ postfix: true }) ?? false;
const folder = mkdtempSync(join(tmpdir(), "amends-mail-out-"));
let servers: MailServers;
let desk: Desk;
let mail: SendingHouse;
before(async () => {
  if (skip) return;
  servers = await openMailServers({ postfix: true });
  desk = await openDesk();
});
after(async () => {
  await mail?.close();
  await desk?.close();
  await servers?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Each test has an organisation of its own. */
const mailTest = (name: string, run: () => Promise<void>) =>
  test(name, { skip }, async () => {
    await mail?.close();
    mail = await openSendingHouse(desk, servers, folder);
    await run();
  });

const header = ({ headers }: Email, name: string) => headers.find(({ key }) => key === name)?.value ?? null;

mailTest("a reply arrives where the customer wrote from, and in their thread", async () => {
  const { conversationId, customer } = await mail.customerWrites({ rfcId: "first@elsewhere.test" });
  const id = await mail.anaAnswers(conversationId, "Tomorrow between 9 and 11.");
  assert.equal((await mail.message(id)).state, "queued");
  assert.equal(await mail.sendDue(), 1);
  const [got] = await mail.mailsOf(customer, 1);
  const { rows } = await desk.owner.query("select token from mail_threads where conversation_id = $1", [
    conversationId,
  ]);
  const token = rows[0].token;
  assert.equal(got!.subject, "Re: Lamp");
  assert.deepEqual([got!.from?.name, got!.from?.address], ["Ana via Lamps", mail.shop.address]);
  assert.equal(got!.messageId, `<${id}.${token}@mail.test>`);
  assert.equal(got!.replyTo?.[0]?.address, mail.shop.address.replace("@", `+${token}@`));
  assert.equal(got!.inReplyTo, "<first@elsewhere.test>");
  assert.equal(got!.references, "<first@elsewhere.test>");
  assert.equal(header(got!, "x-amends-desk"), "1");
  assert.equal(header(got!, "auto-submitted"), null);
  assert.doesNotMatch(header(got!, "content-type") ?? "", /flowed/);
  assert.match(
    got!.text ?? "",
    /^Tomorrow between 9 and 11\.\n\nOn .*Maud Jansen wrote:\n\n> Where is my lamp\?/,
  );
  assert.equal((await mail.message(id)).state, "sent");
  assert.equal((await mail.sending(id)).state, "handed_over");
});

mailTest("the second reply refers to the whole thread, and no subject is answered twice", async () => {
  const { conversationId, customer } = await mail.customerWrites({
    subject: "AW: Re: Lamp",
    rfcId: "a@elsewhere.test",
  });
  const first = await mail.anaAnswers(conversationId, "One");
  await mail.sendDue();
  await mail.customerWrites({ from: customer, text: "And?", rfcId: "b@elsewhere.test" });
  await mail.anaAnswers(conversationId, "Two");
  await mail.sendDue();
  const got = (await mail.mailsOf(customer, 2)).find(({ text }) => text?.startsWith("Two"))!;
  assert.equal(got.subject, "Re: Lamp");
  assert.equal(got.inReplyTo, "<b@elsewhere.test>");
  const rfcId = String((await mail.sending(first)).rfc_id);
  assert.equal(got.references, `<a@elsewhere.test> <${rfcId}> <b@elsewhere.test>`);
  assert.match(got.text ?? "", /> And\?/);
});

mailTest("names, subjects and words of any script arrive as written, and files byte for byte", async () => {
  const { conversationId, customer } = await mail.customerWrites({
    subject: "Lämpchen – 灯 zurück?",
    name: "Zoë Åkerström, Łódź",
    text: "Grüße 👋",
  });
  await mail.submission({ from_name: "Halder & Søn, Lampen" });
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
  const file = await storeUpload(mail.parts.database, mail.parts.files, mail.house.organisationId, {
    name: "Rechnung für Zoë.pdf",
    mediaType: "application/pdf",
    bytes,
    by: mail.house.ana.memberId,
    inboxId: mail.inboxId,
  });
  const long = `Später, ${"sehr langes Wort ".repeat(40)}ende. `;
  await mail.anaAnswers(conversationId, long, { attachments: [file] });
  await mail.sendDue();
  const [got] = await mail.mailsOf(customer, 1);
  assert.equal(got!.subject, "Re: Lämpchen – 灯 zurück?");
  assert.equal(got!.from?.name, "Halder & Søn, Lampen");
  assert.equal(got!.to?.[0]?.name, "Zoë Åkerström, Łódź");
  assert.ok(got!.text!.startsWith(`${long.trim()}\n`));
  assert.match(got!.text!, /> Grüße 👋/);
  const [attached] = got!.attachments;
  assert.equal(attached!.filename, "Rechnung für Zoë.pdf");
  assert.ok(Buffer.from(attached!.content as ArrayBuffer).equals(bytes));
});

mailTest("only those whom a member let in get a copy", async () => {
  const [accepted, asking] = [servers.addUser(), servers.addUser()];
  const { conversationId, customer } = await mail.customerWrites({});
  for (const [{ address }, state] of [
    [accepted, "accepted"],
    [asking, "asks"],
  ] as const)
    await desk.owner.query(
      "insert into mail_people (conversation_id, address, organisation_id, came_as, state) values ($1, $2, $3, 'copied', $4)",
      [conversationId, address, mail.house.organisationId, state],
    );
  await mail.anaAnswers(conversationId, "For both");
  await mail.sendDue();
  const [got] = await mail.mailsOf(customer, 1);
  assert.deepEqual(
    got!.cc?.map(({ address }) => address),
    [accepted.address],
  );
  assert.equal((await mail.mailsOf(accepted, 1)).length, 1);
  assert.equal((await mail.mailsOf(asking, 0)).length, 0);
});

mailTest("a refused address makes the reply failed, and the conversation waits for us again", async () => {
  // As at another server's door: without a log-in it takes mail for its own domain alone.
  await mail.submission({ port: servers.ports.smtp, tls: "none", login: null, sealed_credentials: null });
  const stranger = { address: "maud@other.test", password: "" };
  const { conversationId } = await mail.customerWrites({ from: stranger });
  const id = await mail.anaAnswers(conversationId, "There", { resolve: { solved: "yes" } });
  assert.equal((await mail.conversation(conversationId)).status, "resolved");
  await mail.sendDue();
  const message = await mail.message(id);
  assert.equal(message.state, "failed");
  assert.equal(message.failure, "the server of maud@other.test has refused it by its rules");
  const { state, answer, reason } = await mail.sending(id);
  assert.deepEqual([state, answer, reason], ["refused", "554 5.7.1", "policy"]);
  const conversation = await mail.conversation(conversationId);
  assert.equal(conversation.status, "open");
  assert.equal(conversation.unanswered, 1);
  const dueIn = Date.parse(String(conversation.due_at)) - desk.clock.now();
  assert.ok(dueIn > 3_500_000 && dueIn <= 3_600_000);
  const line = (await mail.lines(conversationId)).at(-1)!;
  assert.equal(line.type, "mail_failed");
  assert.equal(line.data.address, "maud@other.test");
});

mailTest("a server that is away is asked again, and the mail arrives once", async () => {
  const { conversationId, customer } = await mail.customerWrites({});
  const id = await mail.anaAnswers(conversationId, "Later");
  await servers.kill();
  await mail.sendDue();
  assert.equal((await mail.message(id)).state, "queued");
  const { rows } = await desk.owner.query("select state from mail_submissions where inbox_id = $1", [
    mail.inboxId,
  ]);
  assert.equal(rows[0].state, "unreachable");
  await servers.restart();
  assert.equal(await mail.sendDue(), 0, "not before its pause is over");
  desk.clock.move(61_000);
  assert.equal(await mail.sendDue(), 1);
  assert.equal((await mail.message(id)).state, "sent");
  assert.equal((await mail.mailsOf(customer, 1)).length, 1);
  assert.equal((await mail.sending(id)).perhaps_twice, false);
});

mailTest("once the server is back, what waited longest goes out with the rest", async () => {
  const [old, young] = [await mail.customerWrites({}), await mail.customerWrites({})];
  const first = await mail.anaAnswers(old.conversationId, "waits for hours");
  await servers.kill();
  for (const minutes of [0, 2, 6, 16]) {
    desk.clock.move(minutes * 60_000);
    await mail.sendDue();
  }
  await servers.restart();
  const second = await mail.anaAnswers(young.conversationId, "has just been written");
  await mail.sendDue();
  for (const id of [first, second]) assert.equal((await mail.message(id)).state, "sent");
});

mailTest("a wrong password stops the inbox, not the mail", async () => {
  await mail.password("wrong");
  const { conversationId, customer } = await mail.customerWrites({});
  const id = await mail.anaAnswers(conversationId, "Soon");
  await mail.sendDue();
  const state = async () =>
    (await desk.owner.query("select state from mail_submissions where inbox_id = $1", [mail.inboxId])).rows[0]
      .state;
  assert.equal(await state(), "wrong_password");
  assert.equal((await mail.message(id)).state, "queued");
  assert.equal((await mail.sending(id)).attempts, 0);
  await mail.password(mail.shop.password);
  await mail.parts.database.transaction(mail.house.organisationId, (tx) =>
    retryNow(tx, mail.inboxId, new Date(tx.now).toISOString()),
  );
  await mail.sendDue();
  assert.equal(await state(), "ready");
  assert.equal((await mail.mailsOf(customer, 1)).length, 1);
});

mailTest("two at once send once, and in order", async () => {
  const { conversationId, customer } = await mail.customerWrites({});
  for (const text of ["1 first", "2 second", "3 third"]) await mail.anaAnswers(conversationId, text);
  const counts = await Promise.all([mail.sendDue(), mail.sendDue(), mail.sendDue()]);
  await mail.sendDue();
  assert.ok(counts.reduce((sum, count) => sum + count, 0) <= 3);
  const got = await mail.mailsOf(customer, 3);
  assert.equal(got.length, 3);
  const { rows } = await desk.owner.query(
    "select s.message_id from mail_sendings s join messages m on m.id = s.message_id where m.conversation_id = $1 order by s.handed_over_at, m.seq",
    [conversationId],
  );
  assert.equal(rows.length, 3);
  const references = (text: string) => got.find((each) => each.text?.startsWith(text))!.references ?? "";
  assert.ok(references("2").includes(rows[0].message_id));
  assert.ok(references("3").includes(rows[1].message_id));
});

mailTest("a later reply waits for an earlier one, and not for another conversation's", async () => {
  const [held, free] = [await mail.customerWrites({}), await mail.customerWrites({})];
  const first = await mail.anaAnswers(held.conversationId, "first");
  const second = await mail.anaAnswers(held.conversationId, "second");
  const other = await mail.anaAnswers(free.conversationId, "other");
  await take(held.conversationId, first);
  await mail.sendDue();
  assert.equal((await mail.message(second)).state, "queued");
  assert.equal((await mail.message(other)).state, "sent");
});

mailTest(
  "killed between handing over and noting it, a reply goes out once more as the same mail",
  async () => {
    const { conversationId, customer } = await mail.customerWrites({});
    const id = await mail.anaAnswers(conversationId, "Twice at most");
    const taken = await take(conversationId, id);
    await mail.parts.send(
      { text: taken.text, attachments: [], head: taken.head },
      {
        host: "127.0.0.1",
        port: servers.ports.submission,
        tls: "starttls",
        login: { user: mail.shop.address, password: mail.shop.password },
        certificates: servers.certificate,
      },
    );
    desk.clock.move(60_000);
    assert.equal(await mail.sendDue(), 0, "it may still be at it");
    desk.clock.move(61_000);
    assert.equal(await mail.sendDue(), 1);
    const got = await mail.mailsOf(customer, 2);
    assert.equal(new Set(got.map(({ messageId }) => messageId)).size, 1);
    assert.equal((await mail.sending(id)).perhaps_twice, true);
    // Whoever was thought dead says nothing about the mail any more.
    await sendMail(mail.parts, mail.house.organisationId, taken);
    assert.equal((await mail.sending(id)).state, "handed_over");
  },
);

mailTest("what failed can be sent again, as the same mail", async () => {
  await mail.submission({ port: servers.ports.smtp, tls: "none", login: null, sealed_credentials: null });
  const { conversationId } = await mail.customerWrites({ from: { address: "m@other.test", password: "" } });
  const id = await mail.anaAnswers(conversationId, "Again");
  await mail.sendDue();
  const { rfc_id } = await mail.sending(id);
  await mail.house.ana.post(`/conversations/${conversationId}/messages/${id}/attempts`);
  assert.equal((await mail.message(id)).state, "queued");
  await mail.sendDue();
  assert.equal((await mail.message(id)).state, "failed");
  assert.equal((await mail.sending(id)).rfc_id, rfc_id);
});

mailTest("an inbox that names no server sends over the operator's own", async () => {
  await desk.owner.query("delete from mail_submissions where inbox_id = $1", [mail.inboxId]);
  const { conversationId, customer } = await mail.customerWrites({});
  await mail.anaAnswers(conversationId, "By the house's door");
  mail.parts.installation = { url: `smtp://127.0.0.1:${servers.ports.smtp}`, from: "desk@mail.test" };
  await mail.sendDue();
  const [got] = await mail.mailsOf(customer, 1);
  assert.equal(got!.from?.address, mail.shop.address);
});

mailTest("without an address of the customer, or a mailbox of ours, the author is told", async () => {
  const { conversationId } = await mail.customerWrites({});
  await desk.owner.query("delete from mailboxes where inbox_id = $1", [mail.inboxId]);
  const id = await mail.anaAnswers(conversationId, "From nowhere");
  await mail.sendDue();
  const { state, failure } = await mail.message(id);
  assert.deepEqual([state, failure], ["failed", "this inbox has no mailbox to write from"]);
});

async function take(conversationId: string, messageId: string): Promise<Claimed> {
  const taken = await mail.parts.database.transaction(mail.house.organisationId, async (tx) => {
    await queueReply(mail.parts, tx, conversationId, messageId);
    return takeMail(mail.parts, tx, { conversation_id: conversationId, message_id: messageId });
  });
  assert.ok(taken && taken !== "settled");
  return taken;
}
