import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { type Mailbox, openMailbox } from "../../../test/support/mailbox.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import {
  type ChatVisitor,
  openChat,
  openWindow,
  visit,
  visitorWith,
} from "../../../test/support/visitors.ts";
import type { Conversation, Customer, Message, VisitorSession, WidgetConfig } from "../../contract.ts";

let desk: Desk;
let house: House;
let mailbox: Mailbox;

before(async () => {
  mailbox = await openMailbox();
  desk = await openDesk({ smtpUrl: mailbox.url });
  house = await foundHouse(desk);
});
after(async () => {
  await desk.close();
  await mailbox.close();
});

const conversationIn = async (inbox: string) =>
  (await house.ana.get<{ items: Conversation[] }>(`/conversations?inbox=${inbox}`)).ok.items[0]!;
const answer = async (inbox: string, text: string, more: object = {}) =>
  (
    await house.ana.post(`/conversations/${(await conversationIn(inbox)).id}/messages`, {
      kind: "reply",
      text,
      ...more,
    })
  ).ok;
const mailsTo = (email: string) => mailbox.mails.filter(({ to }) => to.includes(email));
const request = (inbox: string, email: string) =>
  desk.client().post<{ expires_at: string }>(`/widget/${inbox}/resume-codes`, { email });
const resume = (inbox: string, by: object) =>
  desk.client().post<VisitorSession>(`/widget/${inbox}/resume`, by);
const codeFor = async (email: string) => {
  await desk.advance("1 seconds");
  return /\n(\d{6})\r?\n/.exec(mailsTo(email).at(-1)?.raw ?? "")?.[1] ?? "none";
};

async function visitorAt(email: string): Promise<{ inbox: string; visitor: ChatVisitor }> {
  const inbox = await openChat(desk, house);
  const visitor = await visit(desk, inbox);
  await visitor.writes("Where is my table?");
  (await visitor.post(`${visitor.at}/contact`, { email })).ok;
  return { inbox, visitor };
}

test("an answer that lies unread goes to the address, once, with a link that opens the talk", async () => {
  const { inbox } = await visitorAt("maud@example.org");
  assert.equal((await desk.client().get<WidgetConfig>(`/widget/${inbox}/config`)).ok.mail, true);
  // Braces look like a variable that nobody filled in; here they are meant, and the mail must leave them alone.
  await answer(inbox, "On {name} Saturday, between 9 and 11.", { override: { reason: "That is its name." } });
  await desk.advance("1 minutes");
  assert.equal(mailsTo("maud@example.org").length, 0, "first they have time to read it here");
  await desk.advance("2 minutes");
  const [mail] = mailsTo("maud@example.org");
  assert.match(mail!.raw, /On \{name\} Saturday, between 9 and 11\./);
  assert.match(mail!.raw, /Auto-Submitted: auto-generated/i);
  assert.doesNotMatch(
    mail!.raw,
    /Where is my table/,
    "never what was written to an address that is only claimed",
  );
  await desk.advance("5 minutes");
  assert.equal(mailsTo("maud@example.org").length, 1);
  const link = /http:\/\/desk\.test\/chat\/(inb_\w+)#amends=inb_\w+\.([\w-]+)/.exec(mail!.raw)!;
  assert.equal(link[1], inbox);
  const elsewhere = visitorWith(desk, inbox, (await resume(inbox, { key: link[2] })).ok);
  assert.equal((await elsewhere.talk()).messages[0]?.text, "Where is my table?");
  assert.equal((await resume(inbox, { key: link[2] })).code, "visitors.resume_refused");
  const page = await desk.app.http.inject(`/chat/${inbox}`);
  assert.equal(page.statusCode, 200);
  assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
});

test("an answer is mailed also when the desk was killed before it had marked the talk", async () => {
  const { inbox, visitor } = await visitorAt("cut@example.org");
  const { id } = await conversationIn(inbox);
  // What a kill between the first message and its marks leaves behind.
  await desk.owner.query("delete from visitor_talks where conversation_id = $1", [id]);
  await answer(inbox, "Here it is");
  await desk.advance("3 minutes");
  await desk.advance("3 minutes");
  assert.equal(mailsTo("cut@example.org").length, 1);
  await desk.owner.query("delete from visitor_talks where conversation_id = $1", [id]);
  await request(inbox, "cut@example.org");
  await desk.advance("1 seconds");
  const codes = mailsTo("cut@example.org").filter(({ raw }) => /\n\d{6}\r?\n/.test(raw));
  assert.equal(codes.length, 1, "and its visitor is known by the address");
  await visitor.writes("Thanks");
  const { rows } = await desk.owner.query("select visitor_id from visitor_talks where conversation_id = $1", [
    id,
  ]);
  assert.equal(rows.length, 1, "the next message marks it");
});

test("whoever reads it here gets no mail, and a held answer is none", async () => {
  const { inbox, visitor } = await visitorAt("here@example.org");
  await answer(inbox, "Read me here");
  await visitor.put(`${visitor.at}/read`, { until: new Date(desk.clock.now()).toISOString() });
  await desk.advance("3 minutes");
  assert.equal(mailsTo("here@example.org").length, 0);
});

test("a mail server that says no is asked again, and nothing is lost", async () => {
  const { inbox } = await visitorAt("later@example.org");
  await answer(inbox, "Try again");
  mailbox.refuse(true);
  await assert.rejects(desk.advance("3 minutes"));
  mailbox.refuse(false);
  await desk.advance("1 minutes");
  assert.equal(mailsTo("later@example.org").length, 1);
});

test("an address that takes no mail is told to the team, once, and never to the visitor", async () => {
  const { inbox, visitor } = await visitorAt("nobody@example.org");
  await answer(inbox, "Are you there?");
  await desk.advance("3 minutes");
  await desk.advance("3 minutes");
  const { id } = await conversationIn(inbox);
  const { items } = (await house.ana.get<{ items: Message[] }>(`/conversations/${id}/messages`)).ok;
  assert.equal(items.filter(({ event }) => event?.type === "visitor_unreachable").length, 1);
  assert.doesNotMatch(JSON.stringify(await visitor.talk()), /unreachable/);
});

test("a code by mail opens the talk on another device and proves the address", async () => {
  const { inbox, visitor } = await visitorAt("olga@example.org");
  await answer(inbox, "Hello Olga");
  const window = await openWindow(desk, inbox, visitor.token);
  assert.equal((await request(inbox, "Olga@example.org")).status, 202);
  const code = await codeFor("olga@example.org");
  const phone = visitorWith(desk, inbox, (await resume(inbox, { email: "olga@example.org", code })).ok);
  assert.equal((await phone.talk()).messages[0]?.text, "Where is my table?");
  const customer = (await house.ana.get<Customer>(`/customers/${(await conversationIn(inbox)).customer.id}`))
    .ok;
  assert.ok(
    customer.identities.some(({ value, verified_at }) => value === "olga@example.org" && verified_at),
  );
  await desk.settle();
  assert.equal(await window.closed, 4001);
  assert.deepEqual(window.of("ended"), [{ sign: "ended", reason: "moved" }]);
  assert.equal(
    (await visitor.get(`${visitor.at}/conversation`)).status,
    401,
    "whoever only claimed it is out",
  );
  assert.equal((await resume(inbox, { email: "olga@example.org", code })).code, "visitors.resume_refused");
});

test("asking for a code tells nobody whether an address is known", async () => {
  const { inbox } = await visitorAt("known@example.org");
  const [known, unknown] = [
    await request(inbox, "known@example.org"),
    await request(inbox, "unknown@example.org"),
  ];
  assert.deepEqual([known.status, unknown.status], [202, 202]);
  assert.deepEqual(Object.keys(known.body), Object.keys(unknown.body));
  await desk.advance("1 seconds");
  assert.equal(mailsTo("unknown@example.org").length, 0);
  const wrong = await resume(inbox, { email: "unknown@example.org", code: "123456" });
  const alsoWrong = await resume(inbox, { email: "known@example.org", code: "000000" });
  assert.deepEqual([wrong.status, wrong.code], [alsoWrong.status, alsoWrong.code]);
});

test("five attempts at a code and no more, also when they all come at once", async () => {
  const { inbox } = await visitorAt("target@example.org");
  await request(inbox, "target@example.org");
  const code = await codeFor("target@example.org");
  const wrong = code === "111111" ? "222222" : "111111";
  await Promise.all(
    Array.from({ length: 7 }, () => resume(inbox, { email: "target@example.org", code: wrong })),
  );
  const { rows } = await desk.owner.query("select attempts from visitor_codes where inbox_id = $1", [inbox]);
  assert.equal(rows[0].attempts, 5);
  await desk.advance("2 minutes");
  assert.equal((await resume(inbox, { email: "target@example.org", code })).code, "visitors.resume_refused");
});

test("a code is no use after ten minutes, in another inbox, or for another address", async () => {
  const { inbox } = await visitorAt("clock@example.org");
  const other = await visitorAt("other@example.org");
  await request(inbox, "clock@example.org");
  const code = await codeFor("clock@example.org");
  assert.equal((await resume(other.inbox, { email: "clock@example.org", code })).status, 403);
  assert.equal((await resume(inbox, { email: "other@example.org", code })).status, 403);
  await desk.advance("11 minutes");
  assert.equal((await resume(inbox, { email: "clock@example.org", code })).status, 403);
});

test("not more than three codes an hour go to one address", async () => {
  const { inbox } = await visitorAt("often@example.org");
  for (let i = 0; i < 5; i++) assert.equal((await request(inbox, "often@example.org")).status, 202);
  await desk.advance("1 seconds");
  assert.equal(mailsTo("often@example.org").length, 3);
});

test("whoever took over a claimed address is not read along with", async () => {
  const inbox = await openChat(desk, house);
  const thief = await visit(desk, inbox);
  await thief.writes("A trap");
  await thief.post(`${thief.at}/contact`, { email: "victim@example.org" });
  await request(inbox, "victim@example.org");
  const code = await codeFor("victim@example.org");
  const victim = visitorWith(desk, inbox, (await resume(inbox, { email: "victim@example.org", code })).ok);
  await victim.writes("My private words");
  assert.equal((await thief.get(`${thief.at}/conversation`)).status, 401);
  assert.equal((await thief.post(`${thief.at}/resume-links`)).status, 401);
});

test("neither codes nor addresses are in the log", () => {
  assert.doesNotMatch(desk.log.join("\n"), /example\.org|"code":"\d{6}"/);
});
