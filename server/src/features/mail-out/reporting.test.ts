import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import {
  type MailServers,
  mailServersMissing,
  openMailServers,
} from "../../../test/support/mail-servers/mail-servers.ts";
import {
  openSendingHouse,
  type SendingHouse,
  type Written,
} from "../../../test/support/mail-servers/sending-house.ts";
import type { NoticeRecipient } from "../mail-kinds/mail-kinds.contract.ts";
import { kindOf } from "../mail-kinds/mail-kinds.rules.ts";
import { openMailReader } from "../mail-reading/mail-reading.ts";
import { acknowledge } from "./acknowledging.ts";
import { mailReported } from "./failing.ts";
import type { MailNotice } from "./mail-out.contract.ts";
import { startMailOut } from "./mail-out.ts";
import { takeMail } from "./sending.ts";
import { sealSubmission } from "./submissions.ts";

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

const mailTest = (name: string, run: () => Promise<void>) =>
  test(name, { skip }, async () => {
    await mail?.close();
    mail = await openSendingHouse(desk, servers, folder);
    await run();
  });

const inHouse = <T>(run: Parameters<SendingHouse["parts"]["database"]["transaction"]>[1]) =>
  mail.parts.database.transaction(mail.house.organisationId, run) as Promise<T>;

async function answered(more: object = {}): Promise<Written & { id: string; rfcId: string }> {
  const written = await mail.customerWrites({});
  const id = await mail.anaAnswers(written.conversationId, "Tomorrow.", more);
  await mail.sendDue();
  return { ...written, id, rfcId: String((await mail.sending(id)).rfc_id) };
}

const notice = (
  messageId: string | null,
  recipient: Partial<NoticeRecipient>,
  envelopeId: string | null = null,
): MailNotice => ({
  about: { messageId, to: [] },
  recipients: [
    {
      address: "",
      outcome: "failed",
      status: "5.1.1",
      isPermanent: true,
      reason: "no_such_user",
      ...recipient,
    },
  ],
  envelopeId,
});
const report = (told: MailNotice) => inHouse<boolean>((tx) => mailReported(tx, told));

mailTest("a bounce makes the reply failed, wakes the conversation, and names another way", async () => {
  const { conversationId, customer, id, rfcId } = await answered({ resolve: { solved: "yes" } });
  const { customer_id } = await mail.conversation(conversationId);
  await desk.owner.query(
    "insert into identities (id, organisation_id, customer_id, kind, value) values ('idn_' || md5(random()::text), $1, $2, 'phone', '+31 20 555 0100')",
    [mail.house.organisationId, customer_id],
  );
  assert.equal(await report(notice(rfcId, { address: customer.address.toUpperCase() })), true);
  const { state, failure } = await mail.message(id);
  assert.equal(state, "failed");
  assert.match(failure ?? "", /^there is no mailbox /);
  const conversation = await mail.conversation(conversationId);
  assert.equal(conversation.status, "open");
  assert.ok(conversation.due_at);
  const line = (await mail.lines(conversationId)).at(-1)!;
  assert.equal(line.type, "mail_failed");
  assert.deepEqual(line.data.other_ways, [{ kind: "phone", value: "+31 20 555 0100" }]);
  const count = (await mail.lines(conversationId)).length;
  assert.equal(
    await report(notice(rfcId, { address: customer.address })),
    true,
    "it is about a mail of ours",
  );
  assert.equal((await mail.lines(conversationId)).length, count, "and says nothing new");
});

mailTest("what was delivered is shown so, and a delay is told once", async () => {
  const { conversationId, customer, id, rfcId } = await answered();
  const delayed = notice(rfcId, { address: customer.address, outcome: "delayed" });
  await report(delayed);
  await report(delayed);
  assert.deepEqual(
    (await mail.lines(conversationId)).map(({ type }) => type),
    ["mail_delayed"],
  );
  await report(notice(rfcId, { address: customer.address, outcome: "delivered" }));
  assert.equal((await mail.message(id)).state, "delivered");
  assert.equal((await mail.sending(id)).state, "delivered");
});

mailTest("an envelope's id alone is not believed from somebody who names another address", async () => {
  const { customer, id } = await answered();
  assert.equal(await report(notice(null, { address: "other@x.example" }, id)), false);
  assert.equal(await report(notice("made-up@x.example", { address: customer.address })), false);
  assert.equal((await mail.message(id)).state, "sent");
  assert.equal(await report(notice(null, { address: customer.address }, id)), true);
  assert.equal((await mail.message(id)).state, "failed");
});

mailTest("a bounce of a copy leaves the customer's answer as it is", async () => {
  const { conversationId } = await mail.customerWrites({});
  const copied = servers.addUser();
  await desk.owner.query(
    "insert into mail_people (conversation_id, address, organisation_id, came_as, state) values ($1, $2, $3, 'copied', 'accepted')",
    [conversationId, copied.address, mail.house.organisationId],
  );
  const id = await mail.anaAnswers(conversationId, "Both");
  await mail.sendDue();
  await report(notice(String((await mail.sending(id)).rfc_id), { address: copied.address }));
  assert.equal((await mail.message(id)).state, "sent");
  assert.equal((await mail.lines(conversationId)).at(-1)!.data.address, copied.address);
});

const ack = (written: Written, language = "nl", address = written.customer.address) =>
  inHouse<string | null>((tx) => acknowledge(tx, { ...written, address, language, expectation: 3_600_000 }));

mailTest("the first mail is acknowledged without a word of it, and the customer still waits", async () => {
  const written = await mail.customerWrites({
    subject: "Buy pills",
    text: "http://evil.example",
    name: "Cheap pills",
  });
  assert.ok(await ack(written));
  assert.equal(await mail.sendDue(), 1);
  const [got] = await mail.mailsOf(written.customer, 1);
  const header = (name: string) => got!.headers.find(({ key }) => key === name)?.value ?? null;
  assert.equal(header("auto-submitted"), "auto-replied");
  assert.equal(header("x-auto-response-suppress"), "All");
  assert.equal(header("return-path"), "<>");
  assert.match(got!.text ?? "", /binnen een uur antwoord/);
  assert.doesNotMatch(JSON.stringify(got), /pills|evil/);
  const conversation = await mail.conversation(written.conversationId);
  assert.equal(conversation.unanswered, 1);
  const [line] = await mail.lines(written.conversationId);
  assert.equal(line!.type, "mail_acknowledged");
  assert.equal(line!.data.text, (got!.text ?? "").replaceAll("\r\n", "\n"), "the agent sees the same words");
});

mailTest("an acknowledgement goes once a conversation and once an hour to an address", async () => {
  const first = await mail.customerWrites({});
  assert.ok(await ack(first));
  assert.equal(await ack(first), null, "once a conversation");
  const other = await mail.customerWrites({});
  assert.equal(await ack(other, "en", first.customer.address), null, "once an hour");
  desk.clock.move(61 * 60_000);
  assert.ok(await ack(other, "en", first.customer.address));
});

mailTest("two hundred an hour go out of an organisation, even with many at once", async () => {
  const written = await mail.customerWrites({});
  await desk.owner.query(
    `with lines as (insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, state, sent_at)
       select 'msg_' || md5(random()::text || g), $1, $2, $3, 'system', 'system', 'received', now() from generate_series(1, 198) g returning id)
     insert into mail_acknowledgements (message_id, organisation_id, address, created_at) select id, $1, id, to_timestamp($4) from lines`,
    [mail.house.organisationId, written.conversationId, mail.inboxId, desk.clock.now() / 1000],
  );
  const more = await Promise.all(Array.from({ length: 5 }, () => mail.customerWrites({})));
  const said = await Promise.all(more.map((each) => ack(each)));
  assert.equal(said.filter((id) => id !== null).length, 2);
});

mailTest("an acknowledgement that may have gone out never goes out again", async () => {
  const written = await mail.customerWrites({});
  const id = (await ack(written))!;
  assert.ok(
    await inHouse((tx) =>
      takeMail(mail.parts, tx, { conversation_id: written.conversationId, message_id: id }),
    ),
  );
  desk.clock.move(3 * 60_000);
  assert.equal(await mail.sendDue(), 0);
  assert.equal((await mail.sending(id)).state, "unsure");
  const reply = await mail.anaAnswers(written.conversationId, "It holds up nobody");
  await mail.sendDue();
  assert.equal((await mail.message(reply)).state, "sent");
});

mailTest("what is answered goes out at once, without a minute's wait", async () => {
  const listeners: ((facts: never[]) => unknown)[] = [];
  const publisher = {
    subscribe: (listener: (facts: never[]) => unknown) => {
      listeners.push(listener);
      return () => {};
    },
  };
  const running = startMailOut({ ...mail.parts, publisher: publisher as never });
  const { conversationId, customer } = await mail.customerWrites({});
  await mail.anaAnswers(conversationId, "At once");
  const fact = {
    type: "message.added",
    organisation_id: mail.house.organisationId,
    data: { state: "queued" },
  };
  for (const listener of listeners) await listener([fact as never]);
  assert.equal((await mail.mailsOf(customer, 1)).length, 1);
  await running.stop();
});

/** What Postfix wrote into the shop's mailbox, read as any mail that comes in. */
async function reported(count: number): Promise<boolean[]> {
  const reader = openMailReader();
  try {
    const told: boolean[] = [];
    for (const raw of await mail.rawMailsOf(mail.shop, count)) {
      const read = await reader.read(raw);
      assert.ok(!("unreadable" in read));
      const { delivery } = kindOf(read, { addresses: [mail.shop.address] });
      const envelope = read.report?.fields.find(({ name }) => name === "original-envelope-id");
      assert.ok(delivery);
      told.push(await report({ ...delivery, envelopeId: envelope?.value ?? null }));
    }
    return told;
  } finally {
    await reader.close();
  }
}

mailTest("what a real server reports of a mail finds it: one arrived, one came back", async () => {
  const { id } = await answered();
  const nobody = { address: `nobody-${id.slice(-8)}@mail.test`, password: "" };
  const { conversationId } = await mail.customerWrites({ from: nobody });
  const lost = await mail.anaAnswers(conversationId, "Into the void");
  await mail.sendDue();
  assert.equal((await mail.message(lost)).state, "sent", "the server took it");
  assert.deepEqual(await reported(2), [true, true]);
  assert.equal((await mail.message(id)).state, "delivered");
  const { state, failure } = await mail.message(lost);
  assert.deepEqual([state, failure], ["failed", `there is no mailbox ${nobody.address}`]);
});

mailTest("an access token that has run out is renewed, and the mail goes out", async () => {
  const whose = { organisationId: mail.house.organisationId, inboxId: mail.inboxId };
  const keep = (access_token: string) =>
    mail.submission({
      sealed_credentials: sealSubmission(mail.parts.secrets, whose, {
        kind: "oauth",
        access_token,
        refresh_token: null,
        expires_at: null,
      }),
    });
  await keep("over");
  const { conversationId, customer } = await mail.customerWrites({});
  await mail.anaAnswers(conversationId, "With a token");
  await mail.sendDue();
  const { rows } = await desk.owner.query("select state from mail_submissions where inbox_id = $1", [
    mail.inboxId,
  ]);
  assert.equal(rows[0].state, "token_expired");
  servers.grantToken("fresh", mail.shop.address);
  mail.parts.renewSending = async () => {
    await keep("fresh");
    return true;
  };
  desk.clock.move(16 * 60_000);
  await mail.sendDue();
  assert.equal((await mail.mailsOf(customer, 1)).length, 1);
});
