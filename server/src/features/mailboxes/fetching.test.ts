import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ImapFlow } from "imapflow";
import { type TestDatabase, testDatabase } from "../../../test/support/database.ts";
import {
  type MailServers,
  type MailUser,
  mailServersMissing,
  openMailServers,
} from "../../../test/support/mail-servers/mail-servers.ts";
import { type MailboxHouse, openMailboxHouse } from "../../../test/support/mail-servers/mailbox-house.ts";
import { connectMailbox } from "./connecting.ts";
import { fetchWaiting, listAll, openFolder } from "./fetching.ts";
import type { MailboxRow } from "./mailboxes.store.ts";
import { reconcileMailbox } from "./reconciling.ts";

const skip = mailServersMissing() ?? false;
let servers: MailServers;
let database: TestDatabase;
let house: MailboxHouse;
before(async () => {
  if (skip) return;
  servers = await openMailServers();
  database = await testDatabase();
  house = await openMailboxHouse(database.url, servers);
});
after(async () => {
  await house?.close();
  await database?.drop();
  await servers?.close();
});

const mail = (subject: string, more = "") =>
  `From: Eva <eva@elsewhere.test>\r\nTo: shop@mail.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(" ", "-")}@elsewhere.test>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\n\r\nHello ${subject}\r\n${more}`;

async function deliverAll(user: MailUser, subjects: string[]): Promise<void> {
  for (const subject of subjects) await servers.deliver(mail(subject), user.address);
}

/** What a worker does when it comes to a mailbox. */
async function fetchAll(mailbox: MailboxRow, parts = house.parts): Promise<void> {
  const client = await connectMailbox(parts, mailbox);
  try {
    const fetching = { parts, mailbox, client };
    const place = await openFolder(fetching);
    await listAll(fetching, place);
    await fetchWaiting(fetching, place);
  } finally {
    client.close();
  }
}

/** Somebody else with the same mailbox open. */
async function asPerson<T>(
  { address, password }: MailUser,
  use: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host: servers.host,
    port: servers.ports.imaps,
    secure: true,
    tls: { ca: servers.certificate },
    auth: { user: address, pass: password },
    logger: false,
  });
  client.on("error", () => {});
  await client.connect();
  await client.mailboxOpen("INBOX");
  try {
    return await use(client);
  } finally {
    await client.logout();
  }
}

const flagsOf = (user: MailUser) =>
  asPerson(user, async (client) =>
    (await client.fetchAll("1:*", { flags: true })).map(({ flags }) =>
      [...flags!].filter((flag) => flag !== "\\Recent").sort(),
    ),
  );

const upTo = (count: number) => Array.from({ length: count }, (_, index) => `mail ${index + 1}`);

test("what lies in a mailbox is stored byte for byte, stays unread there and gets our keyword", {
  skip,
}, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["first", "second"]);
  const mailbox = await house.connect(user);
  await fetchAll(mailbox);
  assert.deepEqual(await house.subjects(mailbox), ["first", "second"]);
  assert.deepEqual(await house.ledger(mailbox), ["1 stored", "2 stored"]);
  assert.deepEqual(await flagsOf(user), [["$Amends"], ["$Amends"]]);
  const { rows } = await house.owner.query(
    "select raw, media_type, state from arrivals where inbox_id = $1 order by id limit 1",
    [mailbox.inbox_id],
  );
  const source = await asPerson(user, (client) => client.fetchOne("1", { source: true }));
  assert.ok(source && source.source!.equals(rows[0].raw));
  assert.deepEqual([rows[0].media_type, rows[0].state], ["message/rfc822", "received"]);
  await fetchAll(mailbox);
  assert.equal((await house.subjects(mailbox)).length, 2);
});

test("where nothing is to be marked, nothing is", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["first"]);
  await fetchAll(await house.connect(user, { marks: false }));
  assert.deepEqual(await flagsOf(user), [[]]);
});

test("a mail that somebody has read or answered meanwhile is fetched like any other", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["read by a colleague"]);
  await asPerson(user, (client) => client.messageFlagsAdd("1", ["\\Seen", "\\Answered"]));
  const mailbox = await house.connect(user);
  await fetchAll(mailbox);
  assert.deepEqual(await house.subjects(mailbox), ["read by a colleague"]);
});

test("killed between store and flag, at any mail: nothing is lost, nothing is there twice, all get their keyword", {
  skip,
}, async () => {
  const user = servers.addUser();
  await deliverAll(user, upTo(6));
  const mailbox = await house.connect(user);
  for (const life of [1, 2]) {
    const worker = join(import.meta.dirname, "../../../test/support/mail-servers/killed-fetcher.ts");
    const child = spawn(process.execPath, [worker], {
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        ORGANISATION: house.organisationId,
        MAILBOX: mailbox.id,
        CERTIFICATE: servers.certificate,
        IMAPS_PORT: String(servers.ports.imaps),
        LIFE: String(life),
      },
      stdio: "inherit",
    });
    const [, signal] = await once(child, "exit");
    assert.equal(signal, "SIGKILL");
  }
  assert.deepEqual(await house.subjects(mailbox), upTo(3));
  assert.deepEqual(await flagsOf(user), [[], [], [], [], [], []]);
  await fetchAll(mailbox);
  assert.deepEqual(await house.subjects(mailbox), upTo(6));
  assert.deepEqual(await flagsOf(user), Array(6).fill(["$Amends"]));
});

test("a server that numbers its mails anew brings none of them twice, twins included, and the mailbox says so", {
  skip,
}, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["one", "two"]);
  const twin = Buffer.from(mail("twin"));
  const internalDate = new Date("2026-11-25T09:00:00Z");
  await asPerson(user, async (client) => {
    for (let copies = 0; copies < 2; copies++) await client.append("INBOX", twin, [], internalDate);
  });
  const mailbox = await house.connect(user);
  await fetchAll(mailbox);
  assert.equal((await house.subjects(mailbox)).length, 4);
  servers.renumber(user.address);
  await deliverAll(user, ["three"]);
  await fetchAll(mailbox);
  assert.deepEqual(await house.subjects(mailbox), ["one", "two", "twin", "twin", "three"]);
  assert.deepEqual(await house.ledger(mailbox), ["1 stored", "2 stored", "3 stored", "4 stored", "5 stored"]);
  assert.notEqual((await house.row(mailbox.id)).renumbered_at, null);
  const counted = await reconcileMailbox(house.parts, mailbox);
  assert.deepEqual([counted.on_server, counted.in_amends, counted.adds_up], [5, 5, true]);
});

test("mail moved away or deleted before it was fetched is gone, and said to be", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, upTo(4));
  const mailbox = await house.connect(user);
  const client = await connectMailbox(house.parts, mailbox);
  const fetching = { parts: house.parts, mailbox, client };
  const place = await openFolder(fetching);
  await listAll(fetching, place);
  await asPerson(user, async (person) => {
    await person.messageMove("2", "Archive", { uid: true });
    await person.messageDelete("3", { uid: true });
  });
  await fetchWaiting(fetching, place);
  client.close();
  assert.deepEqual(await house.subjects(mailbox), ["mail 1", "mail 4"]);
  assert.deepEqual(await house.ledger(mailbox), ["1 stored", "2 gone", "3 gone", "4 stored"]);
  const counted = await reconcileMailbox(house.parts, mailbox);
  assert.deepEqual(
    [counted.on_server, counted.in_amends, counted.gone, counted.removed_since, counted.adds_up],
    [2, 2, 2, 0, true],
  );
});

test("a mail moved away after it was stored and back again is the same mail", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["wanders"]);
  const mailbox = await house.connect(user);
  await fetchAll(mailbox);
  await asPerson(user, (client) => client.messageMove("1", "Archive", { uid: true }));
  assert.equal((await reconcileMailbox(house.parts, mailbox)).removed_since, 1);
  await asPerson(user, async (client) => {
    await client.mailboxOpen("Archive");
    await client.messageMove("1:*", "INBOX");
  });
  await fetchAll(mailbox);
  assert.deepEqual(await house.subjects(mailbox), ["wanders"]);
  assert.deepEqual(await house.ledger(mailbox), ["2 stored"]);
});

test("two workers at once store every mail once", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, upTo(60));
  const mailbox = await house.connect(user);
  const before = house.arrived.length;
  await Promise.all([1, 2, 3].map(() => fetchAll(mailbox)));
  assert.deepEqual((await house.subjects(mailbox)).toSorted(), upTo(60).toSorted());
  assert.equal(house.arrived.length - before, 60);
});

test("a thousand mails come in, today's before last year's, and both sides add up", { skip }, async () => {
  const user = servers.addUser();
  await asPerson(user, async (client) => {
    for (let sent = 0; sent < 1000; sent++)
      await client.append("INBOX", Buffer.from(mail(`mail ${sent + 1}`)));
  });
  const mailbox = await house.connect(user);
  const begunAt = performance.now();
  await fetchAll(mailbox);
  const seconds = (performance.now() - begunAt) / 1000;
  const subjects = await house.subjects(mailbox);
  assert.equal(new Set(subjects).size, 1000);
  assert.equal(subjects.length, 1000);
  assert.deepEqual(subjects.slice(0, 2), ["mail 951", "mail 952"], "the newest page goes first");
  assert.ok(seconds < 60, `${seconds} s`);
  const counted = await reconcileMailbox(house.parts, mailbox);
  assert.deepEqual(counted.unknown_uids, []);
  assert.deepEqual([counted.on_server, counted.in_amends, counted.adds_up], [1000, 1000, true]);
});

test("of a mail of 60 MB the headers alone are stored, visibly, and the others go on", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["before"]);
  const line = `${"x".repeat(998)}\r\n`;
  await servers.deliver(mail("huge", line.repeat(60 * 1024)), user.address);
  await deliverAll(user, ["after"]);
  const mailbox = await house.connect(user);
  await fetchAll(mailbox);
  assert.deepEqual((await house.subjects(mailbox)).toSorted(), ["after", "before", "huge"]);
  assert.deepEqual(await house.ledger(mailbox), ["1 stored", "2 too_large", "3 stored"]);
  const { rows } = await house.owner.query(
    "select length(raw) as bytes, media_type from arrivals where inbox_id = $1 and media_type <> 'message/rfc822'",
    [mailbox.inbox_id],
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0].media_type, "text/rfc822-headers");
  assert.ok(rows[0].bytes < 5000);
  const counted = await reconcileMailbox(house.parts, mailbox);
  assert.deepEqual(
    [counted.on_server, counted.in_amends, counted.too_large, counted.adds_up],
    [3, 2, 1, true],
  );
});

test("mails without headers, without a body, of zeros and of bytes that are no text are stored as they are", {
  skip,
}, async () => {
  const user = servers.addUser();
  const odd = [
    "",
    "no headers at all",
    "\r\n\r\n",
    "Subject: \u0000zero\r\n\r\n\u0000",
    "Message-ID: <\u00ff\u0000>\r\n\r\n",
  ];
  for (const raw of odd) await servers.deliver(Buffer.from(raw, "latin1"), user.address).catch(() => {});
  await asPerson(user, async (client) => {
    for (const raw of odd.filter((each) => each !== ""))
      await client.append("INBOX", Buffer.from(raw, "latin1")).catch(() => {});
  });
  await deliverAll(user, ["ordinary"]);
  const mailbox = await house.connect(user);
  await fetchAll(mailbox);
  const counted = await reconcileMailbox(house.parts, mailbox);
  assert.ok(counted.on_server > 5, String(counted.on_server));
  assert.deepEqual([counted.in_amends, counted.adds_up], [counted.on_server, true]);
});

test("a mail that cannot be stored is tried again, then shown, and holds up no other", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["good", "cannot be stored", "also good"]);
  const mailbox = await house.connect(user);
  const failing = {
    ...house.parts,
    scheduleReading: async (tx: { query: unknown }, arrivalId: string) => {
      void tx;
      const { rows } = await house.owner.query("select 1 from arrivals where id = $1", [arrivalId]);
      assert.equal(rows.length, 0, "nothing is visible before the commit");
      if (++calls === 2 || calls > 3) throw new Error("It does not fit.");
    },
  };
  let calls = 0;
  for (let attempt = 0; attempt < 5; attempt++) {
    await fetchAll(mailbox, failing);
    house.clock.move(60_000);
  }
  assert.deepEqual((await house.subjects(mailbox)).toSorted(), ["also good", "good"]);
  assert.deepEqual(await house.ledger(mailbox), ["1 stored", "2 unreadable our_fault", "3 stored"]);
  assert.equal((await reconcileMailbox(house.parts, mailbox)).could_not_read, 1);
  house.clock.move(16 * 60_000);
  const counted = await reconcileMailbox(house.parts, mailbox);
  assert.deepEqual([counted.in_amends, counted.could_not_read, counted.adds_up], [3, 0, true]);
});

test("a reconciliation names what the ledger did not know, and fetches it", { skip }, async () => {
  const user = servers.addUser();
  await deliverAll(user, ["one"]);
  const mailbox = await house.connect(user);
  await fetchAll(mailbox);
  await deliverAll(user, ["two", "three"]);
  const counted = await reconcileMailbox(house.parts, mailbox);
  assert.deepEqual(counted.unknown_uids, [2, 3]);
  assert.deepEqual([counted.on_server, counted.in_amends, counted.waiting, counted.adds_up], [3, 3, 0, true]);
  assert.deepEqual(await house.subjects(mailbox), ["one", "two", "three"]);
});
