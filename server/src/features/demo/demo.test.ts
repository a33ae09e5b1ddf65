import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after, before, test } from "node:test";
import { OperatorError } from "#platform/operator-error.ts";
import { type DemoStage, demoStage } from "../../../test/support/demo.ts";
import type { Demo } from "./demo.ts";

let stage: DemoStage;
let demo: Demo;

before(async () => {
  stage = await demoStage();
  demo = await stage.open();
});
after(() => stage.close());

/** What should be nothing: each row is a contradiction. */
async function none(what: string, query: string): Promise<void> {
  const { rows } = await stage.owner.query(query);
  assert.deepEqual(rows.slice(0, 3), [], what);
}

async function count(query: string): Promise<number> {
  const { rows } = await stage.owner.query(`select count(*)::int as n from ${query}`);
  return rows[0].n;
}

test("two weeks of conversations in five languages, on many channels", async () => {
  const total = await count("conversations");
  assert.ok(total >= 400 && total <= 600, `${total} conversations`);
  const { rows } = await stage.owner.query(
    "select language, count(*)::int as n, count(distinct channel)::int as channels from conversations group by 1",
  );
  const byLanguage = new Map(rows.map((row) => [row.language, row]));
  for (const language of ["nl", "de", "sv", "it", "en"]) {
    // What is drawn depends on the day it is opened; these hold on every day.
    assert.ok(byLanguage.get(language).n >= 12, `${language}: ${byLanguage.get(language).n}`);
    assert.ok(byLanguage.get(language).channels >= 3, `${language}: ${byLanguage.get(language).channels}`);
  }
  await none(
    "nothing is older than the scene's oldest, and nothing lies ahead",
    "select id from messages where created_at > now() + interval '1 second' or created_at < now() - interval '25 days'",
  );
});

test("whose turn it is follows from the messages", async () => {
  // What came after the last reply, of conversations that no closing came between.
  await none(
    "unanswered counts what the customer wrote since our last answer",
    `select c.id from conversations c where c.status <> 'resolved' and c.unanswered <> (
       select count(*) from messages m where m.conversation_id = c.id and m.kind = 'inbound' and m.seq > coalesce(
         (select max(r.seq) from messages r where r.conversation_id = c.id and r.kind = 'reply'), 0))`,
  );
  await none(
    "who waits has waited since the first unanswered message",
    `select c.id from conversations c where c.waiting_since is not null and c.status = 'open' and c.waiting_since <> (
       select min(m.created_at) from messages m where m.conversation_id = c.id and m.kind = 'inbound' and m.seq > coalesce(
         (select max(r.seq) from messages r where r.conversation_id = c.id and r.kind = 'reply'), 0))`,
  );
  await none(
    "the promise is the inbox's",
    `select c.id from conversations c join inboxes i on i.id = c.inbox_id
     where c.due_at is not null and c.due_at <> c.waiting_since + i.response_target_ms * interval '1 millisecond'`,
  );
  await none(
    "the last message is the last that the customer or we said",
    `select c.id from conversations c where c.last_message_id <> (select m.id from messages m
       where m.conversation_id = c.id and m.kind in ('inbound', 'reply') order by m.seq desc limit 1)`,
  );
});

test("state and records agree", async () => {
  await none(
    "who has it is the open assignment",
    `select c.id from conversations c left join assignments a on a.conversation_id = c.id and a.ended_at is null
     where c.assignee_id is distinct from a.member_id`,
  );
  await none(
    "what is closed has an open resolution, and nothing else has",
    `select c.id from conversations c left join resolutions r on r.conversation_id = c.id and r.reopened_at is null
     where (c.status = 'resolved') <> (r.id is not null)`,
  );
  await none(
    "what sleeps has an open snooze that has not run out",
    `select c.id from conversations c left join snoozes s on s.conversation_id = c.id and s.ended_at is null
     where (c.status = 'snoozed') <> (s.id is not null) or s.until is distinct from c.snoozed_until or s.until < now()`,
  );
  await none(
    "messages stand in the order of time",
    `select * from (select conversation_id, created_at, lag(created_at) over (partition by conversation_id order by seq) as before
     from messages) m where before > created_at`,
  );
  await none(
    "whoever speaks is in the inbox",
    `select m.id from messages m join members p on p.id = m.author_id
     where p.role <> 'administrator' and not exists (
       select from inbox_members i where i.inbox_id = m.inbox_id and i.member_id = p.id)`,
  );
  assert.ok(
    (await count("resolutions where reopened_because = 'customer'")) > 10,
    "some were closed too soon",
  );
  assert.ok((await count("resolutions where reason is not null")) > 10, "some were closed with a reason");
});

test("journal, ledger and messages tell the same", async () => {
  await none(
    "every message but the lines of the thread has its fact, and the other way round",
    `select coalesce(m.id, j.message_id) from (select id from messages where kind <> 'system') m
     full join (select message_id from journal where type = 'message.added') j on j.message_id = m.id
     where m.id is null or j.message_id is null`,
  );
  await none(
    "every message of a customer came through the ledger",
    `select m.id from messages m left join arrivals a on a.id = m.arrival_id and a.message_id = m.id and a.state = 'read'
     where m.kind = 'inbound' and (a.id is null or convert_from(a.raw, 'utf8')::jsonb is null)`,
  );
  const changes: [string, string][] = [
    ["conversation.created", "conversations"],
    ["conversation.assigned", "assignments"],
    ["conversation.resolved", "resolutions"],
    ["conversation.reopened", "resolutions where reopened_at is not null"],
    ["conversation.snoozed", "snoozes"],
    ["conversation.mentioned", "messages where mentions <> '{}'"],
    ["message.changed", "messages where state = 'read'"],
  ];
  for (const [type, table] of changes)
    assert.equal(await count(`journal where type = '${type}'`), await count(table), type);
  await none(
    "facts lie in the order of time, and carry no words",
    `select * from (select at, lag(at) over (order by seq) as before, data from journal where type like 'message.%') j
     where before > at or data::text like '% %'`.replace("'% %'", "'%text%'"),
  );
  await none(
    "versions are at least what happened, and content never runs ahead",
    `select c.id from conversations c where c.content_version > c.version or c.version <= (
       select count(*) from messages m where m.conversation_id = c.id and m.kind <> 'system')`,
  );
});

test("customers are known by several ways, and some records were merged", async () => {
  assert.ok((await count("customer_merges")) >= 1);
  assert.ok(
    (await count("(select customer_id from identities group by 1 having count(distinct kind) > 2) k")) > 20,
  );
  const { rows } = await stage.owner.query(
    `select count(distinct channel)::int as n from conversations c join customers p on p.id = c.customer_id
     where p.name = 'Maud Terpstra'`,
  );
  assert.equal(rows[0].n, 4);
  await none(
    "nobody is left in a merged record",
    "select c.id from conversations c join customers p on p.id = c.customer_id where p.merged_into_id is not null",
  );
});

test("pictures lie in the file store and belong to their messages", async () => {
  const { rows } = await stage.owner.query("select * from attachments");
  assert.ok(rows.length > 20);
  await none(
    "an attachment and its message name each other",
    "select a.id from attachments a join messages m on m.id = a.message_id where not m.attachments @> array[a.id]",
  );
  for (const { storage_key, size } of rows.slice(0, 5)) {
    let bytes = 0;
    for await (const chunk of stage.files.read(storage_key)) bytes += (chunk as Buffer).length;
    assert.equal(bytes, Number(size));
  }
});

test("Noor's list is the one of the picture", async () => {
  const { rows } = await stage.owner.query(
    `select p.name, c.channel, c.status, c.unanswered from conversations c join customers p on p.id = c.customer_id
     join members m on m.id = c.assignee_id where m.name = 'Noor Visser' and c.status <> 'resolved' order by c.due_at nulls last`,
  );
  assert.deepEqual(
    rows.slice(0, 6).map((row) => [row.name, row.channel, row.unanswered]),
    [
      ["Tommaso Ferrante", "mastodon", 3],
      ["Maud Terpstra", "web-chat", 2],
      ["Elin Sandqvist", "email", 1],
      ["Priya Raman", "whatsapp", 1],
      ["Hotel Drie Linden", "email", 1],
      ["Sofia Bellandi", "reviews", 1],
    ],
  );
  assert.equal(rows.length, 11);
});

test("everybody who is printed can sign in, and nobody else", async () => {
  assert.equal(demo.logIns.length, 7);
  const { api } = await stage.signIn.library.plain();
  for (const { email, password } of demo.logIns) {
    const { user } = await api.signInEmail({ body: { email, password } });
    assert.equal(user.email, email);
  }
  const { email } = demo.logIns[0]!;
  await assert.rejects(api.signInEmail({ body: { email, password: "bado-bado-bado-bado" } }));
});

test("saved replies speak five languages", async () => {
  const { rows } = await stage.owner.query("select title, bodies from saved_replies");
  assert.ok(rows.length >= 5);
  for (const { title, bodies } of rows)
    assert.deepEqual(Object.keys(bodies).sort(), ["de", "en", "it", "nl", "sv"], title);
});

test("a second start finds it again and adds nothing", async () => {
  const before = await count("journal");
  const again = await stage.open();
  assert.deepEqual(again, demo);
  assert.equal(await count("journal"), before);
  assert.equal(await count("organisations"), 1);
});

test("a start that was cut short is made up for", async () => {
  // As if it had ended before the last two had a way in.
  await stage.owner.query(
    "update members set user_id = null where email like any(array['elsa@%', 'marco@%'])",
  );
  await stage.owner.query("delete from auth.users where email like any(array['elsa@%', 'marco@%'])");
  assert.deepEqual(await stage.open(), demo);
  await none("everybody has a way in", "select id from members where user_id is null");
});

test("beside a real organisation it refuses in one sentence and changes nothing", async () => {
  const other = await demoStage();
  try {
    await other.owner.query(
      "insert into organisations (organisation_id, name) values ('org_real00000000', 'Real')",
    );
    await assert.rejects(other.open(), (error: Error) => {
      assert.ok(error instanceof OperatorError);
      assert.match(error.message, /real organisation/);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
    const { rows } = await other.owner.query("select count(*)::int as n from organisations");
    assert.equal(rows[0].n, 1);
  } finally {
    await other.close();
  }
});

test("the secret that log-ins are made of is closed to others", async () => {
  const { mode } = await stat(stage.secretFile);
  assert.equal(mode & 0o077, 0);
});

test("the guard has found something in the answers of the two weeks, and nothing that would have been stopped", async () => {
  const found = await count("findings");
  assert.ok(found >= 20, `${found} findings`);
  await none("somebody of the staff wrote it", "select id from findings where member_id is null or blocks");
});
