import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { breakableLine, cuttableLine } from "../../../test/support/cuttable-line.ts";
import { type TestDatabase, testDatabase } from "../../../test/support/database.ts";
import {
  type MailServers,
  mailServersMissing,
  openMailServers,
} from "../../../test/support/mail-servers/mail-servers.ts";
import {
  type MailboxHouse,
  openMailboxHouse,
  settingsFor,
} from "../../../test/support/mail-servers/mailbox-house.ts";
import type { Tx } from "../../platform/db.ts";
import { openDial } from "../../platform/dial.ts";
import type { MailboxParts } from "./connecting.ts";
import type { MailboxSettings, MailboxState, OauthCredentials } from "./mailboxes.contract.ts";
import type { MailboxRow } from "./mailboxes.store.ts";
import {
  addMailbox,
  changeMailbox,
  mailboxOf,
  pauseMailbox,
  removeMailbox,
  resumeMailbox,
} from "./mailboxes.ts";
import { reconcileMailbox } from "./reconciling.ts";
import { type MailWatch, usualPace, watchMailboxes } from "./watching.ts";

const skip = mailServersMissing() ?? false;
let servers: MailServers;
let database: TestDatabase;
let house: MailboxHouse;
const watches: MailWatch[] = [];
before(async () => {
  if (skip) return;
  servers = await openMailServers();
  database = await testDatabase();
  house = await openMailboxHouse(database.url, servers);
});
afterEach(async () => {
  await Promise.all(watches.splice(0).map((watch) => watch.stop()));
  await house?.owner.query("delete from mailbox_mails");
  await house?.owner.query("delete from mailboxes");
});
after(async () => {
  await house?.close();
  await database?.drop();
  await servers?.close();
});

function watch(parts: MailboxParts = house.parts, pace: Partial<typeof usualPace> = {}): MailWatch {
  const begun = watchMailboxes(parts, { ...usualPace, ...pace });
  watches.push(begun);
  return begun;
}

const mail = (subject: string) =>
  `From: Eva <eva@elsewhere.test>\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(" ", "-")}@elsewhere.test>\r\n\r\nHello\r\n`;

async function until(what: string, holds: () => Promise<boolean>, longestMs = 15_000): Promise<void> {
  const deadline = performance.now() + longestMs;
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`Never: ${what}\n${house.log.join("\n")}\n${servers.logs().slice(-3000)}`);
    await pause(20);
  }
}

const untilState = (mailbox: MailboxRow, state: MailboxState, at = house) =>
  until(state, async () => (await at.row(mailbox.id)).state === state);
const untilSubjects = (mailbox: MailboxRow, subjects: string[]) =>
  until(subjects.join(", "), async () => (await house.subjects(mailbox)).join() === subjects.join());

const inTransaction = <T>(run: (tx: Tx) => Promise<T>) =>
  house.parts.database.transaction(house.organisationId, run);
const change = (mailbox: MailboxRow, wanted: MailboxSettings) =>
  inTransaction((tx) => changeMailbox(house.parts, tx, mailbox.id, wanted));

test("a mail arrives while the mailbox is watched, by IDLE, within two seconds", { skip }, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect(user);
  watch();
  await untilState(mailbox, "watching");
  const begunAt = performance.now();
  await servers.deliver(mail("now"), user.address);
  await untilSubjects(mailbox, ["now"]);
  const tookMs = performance.now() - begunAt;
  // A minute is what asking takes where nothing is pushed; how quick the push is, the bench says.
  assert.ok(tookMs < 30_000, `${Math.round(tookMs)} ms`);
  await servers.deliver(mail("and again"), user.address);
  await untilSubjects(mailbox, ["now", "and again"]);
  assert.notEqual((await house.row(mailbox.id)).last_seen_at, null);
});

test("IDLE is begun anew before a server ends it, and everything is compared now and then", {
  skip,
}, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect(user);
  watch(house.parts, { renewIdleMs: 30, wholeEveryMs: 300 });
  await untilState(mailbox, "watching");
  const seenAt = (await house.row(mailbox.id)).last_seen_at;
  await until("seen again", async () => (await house.row(mailbox.id)).last_seen_at !== seenAt);
  await servers.deliver(mail("in between"), user.address);
  await untilSubjects(mailbox, ["in between"]);
  // What was lost from the ledger, as by a restore of yesterday's backup, is found by comparing.
  await house.owner.query(
    "update mailbox_mails set state = 'gone', arrival_id = null, missing_since = now()",
  );
  await untilSubjects(mailbox, ["in between", "in between"]);
  assert.deepEqual(house.log, []);
});

test("a server without IDLE is asked every now and then", { skip }, async () => {
  const old = await openMailServers({ idle: false });
  const oldHouse = await openMailboxHouse(database.url, old);
  try {
    const user = old.addUser();
    const mailbox = await oldHouse.connect(user);
    watch(oldHouse.parts, { pollMs: 50, renewIdleMs: 60_000 });
    await untilState(mailbox, "watching", oldHouse);
    await old.deliver(mail("polled"), user.address);
    await untilSubjects(mailbox, ["polled"]);
    await Promise.all(watches.splice(0).map((each) => each.stop()));
  } finally {
    await oldHouse.close();
    await old.close();
  }
});

test("over STARTTLS and without any encryption it works as well, where the host is trusted", {
  skip,
}, async () => {
  for (const tls of ["starttls", "none"] as const) {
    const user = servers.addUser();
    await servers.deliver(mail(tls), user.address);
    const mailbox = await house.connect(user, { tls, port: servers.ports.imap });
    const watched = watch();
    await untilSubjects(mailbox, [tls]);
    await watched.stop();
  }
});

test("after an outage of the server everything that came meanwhile is fetched, however old", {
  skip,
}, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect(user);
  watch();
  await untilState(mailbox, "watching");
  await servers.kill();
  await untilState(mailbox, "unreachable");
  await servers.restart();
  for (const subject of ["one", "two", "three"]) await servers.deliver(mail(subject), user.address);
  await untilSubjects(mailbox, ["one", "two", "three"]);
  await untilState(mailbox, "watching");
});

test("while our server was away mails came: all are there after it is back", { skip }, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect(user);
  const first = watch();
  await untilState(mailbox, "watching");
  await first.stop();
  for (const subject of ["one", "two"]) await servers.deliver(mail(subject), user.address);
  watch();
  await untilSubjects(mailbox, ["one", "two"]);
});

test("a wrong password is said, not hammered, and a right one works at once", { skip }, async () => {
  const user = servers.addUser();
  await servers.deliver(mail("waiting"), user.address);
  const mailbox = await house.connect({ ...user, password: "wrong" });
  const watched = watch();
  await untilState(mailbox, "wrong_password");
  await watched.look();
  await watched.look();
  const refusals = () => servers.logs().split(`auth failed, 1 attempts`).length - 1;
  const before = refusals();
  house.clock.move(14 * 60_000);
  await watched.look();
  await pause(300);
  assert.equal(refusals(), before, "not before a quarter of an hour has passed");
  await change(mailbox, settingsFor(servers, user));
  await watched.look();
  await untilSubjects(mailbox, ["waiting"]);
});

test("a wrong password is tried again after a quarter of an hour: it may have been the server", {
  skip,
}, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect({ ...user, password: "early" });
  const watched = watch();
  await untilState(mailbox, "wrong_password");
  servers.addUser(user.address, "early");
  // Dovecot looks at most once a second whether a password has changed.
  await pause(1100);
  house.clock.move(16 * 60_000);
  await watched.look();
  await untilState(mailbox, "watching");
});

test("a token opens the mailbox; run out, it is said, or renewed where that is possible", {
  skip,
}, async () => {
  const user = servers.addUser();
  servers.grantToken("first", user.address);
  await servers.deliver(mail("by token"), user.address);
  const tokens = (access_token: string): OauthCredentials => ({
    kind: "oauth",
    access_token,
    refresh_token: "refresh",
    expires_at: null,
  });
  const mailbox = await house.connect(user, { credentials: tokens("first") });
  const watched = watch();
  await untilSubjects(mailbox, ["by token"]);
  servers.expireToken("first");
  await servers.kill();
  await servers.restart();
  await untilState(mailbox, "token_expired");
  await watched.stop();
  servers.grantToken("second", user.address);
  await servers.deliver(mail("after renewal"), user.address);
  house.clock.move(16 * 60_000);
  watch({ ...house.parts, renewToken: async () => tokens("second") });
  await untilSubjects(mailbox, ["by token", "after renewal"]);
  const { rows } = await house.owner.query("select sealed_credentials from mailboxes");
  assert.ok(!JSON.stringify(rows).includes("second"));
});

test("a folder that is not there, a certificate nobody vouches for and an unknown host are told apart", {
  skip,
}, async () => {
  const user = servers.addUser();
  const noFolder = await house.connect(user, { folder: "Nowhere" });
  const noHost = await house.connect(user, { host: "mail.invalid" });
  const strangers: MailboxParts = { ...house.parts };
  const watched = watch();
  await untilState(noFolder, "refused");
  await untilState(noHost, "unreachable");
  assert.equal((await house.row(noFolder.id)).detail, "no_folder");
  assert.equal((await house.row(noHost.id)).detail, "unknown_name");
  await watched.stop();
  delete strangers.certificates;
  const mailbox = await house.connect(user);
  watch(strangers);
  await untilState(mailbox, "refused");
  assert.equal((await house.row(mailbox.id)).detail, "certificate");
});

test("of two servers one watches, and the other takes over when it stops", { skip }, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect(user);
  const holders = async () =>
    (await house.owner.query("select lease_holder from mailboxes where id = $1", [mailbox.id])).rows[0]
      .lease_holder;
  const first = watch();
  await untilState(mailbox, "watching");
  const held = await holders();
  const second = watch();
  await second.look();
  assert.equal(await holders(), held);
  await first.stop();
  await second.look();
  assert.notEqual(await holders(), held);
  await servers.deliver(mail("to the second"), user.address);
  await untilSubjects(mailbox, ["to the second"]);
});

test("what a killed server watched is another's when its lease has run out, and not before", {
  skip,
}, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect(user);
  await house.owner.query(
    "update mailboxes set lease_holder = 'killed', lease_until = now() + interval '1 hour'",
  );
  const watched = watch();
  await watched.look();
  assert.equal((await house.row(mailbox.id)).state, "connecting");
  await house.owner.query("update mailboxes set lease_until = now() - interval '1 second'");
  await watched.look();
  await untilState(mailbox, "watching");
});

test("while the database is away nothing is lost, and the mailbox goes on when it is back", {
  skip,
}, async () => {
  const line = await cuttableLine(database.url);
  const behind = await openMailboxHouse(line.url, servers);
  const user = servers.addUser();
  const mailbox = await behind.connect(user);
  const watched = watch(behind.parts);
  await untilState(mailbox, "watching", behind);
  line.cut();
  for (const subject of ["one", "two"]) await servers.deliver(mail(subject), user.address);
  await pause(1000);
  assert.deepEqual(await house.subjects(mailbox), []);
  line.mend();
  await untilSubjects(mailbox, ["one", "two"]);
  await watched.stop();
  await behind.close();
  await line.close();
});

test("a line to the server that breaks again and again only takes longer", { skip }, async () => {
  const { port, breakLine, close } = await breakableLine(servers.ports.imap);
  const user = servers.addUser();
  const subjects = Array.from({ length: 30 }, (_, index) => `mail ${index}`);
  for (const subject of subjects) await servers.deliver(mail(subject), user.address);
  const mailbox = await house.connect(user, { tls: "none", port });
  let count = 0;
  watch({
    ...house.parts,
    arrived: () => {
      if ([5, 12, 20].includes(++count)) breakLine();
    },
  });
  await until("all", async () => (await house.subjects(mailbox)).length >= 30, 30_000);
  await untilState(mailbox, "watching");
  assert.deepEqual((await house.subjects(mailbox)).toSorted(), subjects.toSorted());
  await close();
});

test("a paused mailbox is left alone until it is resumed; a removed one is forgotten, its mail is not", {
  skip,
}, async () => {
  const user = servers.addUser();
  const mailbox = await house.connect(user);
  const watched = watch();
  await untilState(mailbox, "watching");
  await inTransaction((tx) => pauseMailbox(house.parts, tx, mailbox.id));
  await watched.look();
  await servers.deliver(mail("meanwhile"), user.address);
  await pause(700);
  assert.deepEqual(await house.subjects(mailbox), []);
  await inTransaction((tx) => resumeMailbox(house.parts, tx, mailbox.id));
  await watched.look();
  await untilSubjects(mailbox, ["meanwhile"]);
  await inTransaction((tx) => removeMailbox(tx, mailbox.id));
  await watched.look();
  assert.deepEqual(await house.subjects(mailbox), ["meanwhile"]);
});

test("S-38: private hosts, open lines and nonsense are refused unless the operator named the host", {
  skip,
}, async () => {
  const user = servers.addUser();
  const dial = openDial({ trusted: ["10.0.0.5:143"] });
  const { rows } = await house.owner.query(
    `insert into inboxes (id, organisation_id, name, kind, response_target_ms) values ('inb_s38', $1, 'Mail', 'email', 1) returning id`,
    [house.organisationId],
  );
  const codeOf = (host: string, more: Partial<MailboxSettings> = {}) =>
    inTransaction((tx) =>
      addMailbox({ ...house.parts, dial }, tx, rows[0].id, settingsFor(servers, user, { host, ...more })),
    ).then(
      () => "taken",
      (error) => error.code,
    );
  for (const host of ["127.0.0.1", "localhost", "10.0.0.5", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
    assert.equal(await codeOf(host), "mailboxes.private_address", host);
  for (const host of ["a b", "imap.example/x", "user@imap.example", "[::1]"])
    assert.equal(await codeOf(host), "mailboxes.wrong_address", host);
  assert.equal(await codeOf("imap.example", { tls: "none" }), "mailboxes.no_encryption");
  assert.equal(await codeOf("10.0.0.5", { port: 143, tls: "none" }), "taken");
  assert.equal(await codeOf("imap.example"), "mailboxes.inbox_has_one");
});

test("S-38: a name that leads to this machine is not connected to", { skip }, async () => {
  const user = servers.addUser();
  const lookup = ((_host: string, _options: object, callback: (...found: unknown[]) => void) =>
    callback(null, [{ address: "127.0.0.1", family: 4 }])) as never;
  const dial = openDial({ trusted: [], lookup });
  const mailbox = await house.connect(user);
  await house.owner.query("update mailboxes set imap_host = 'imap.example'");
  await assert.rejects(reconcileMailbox({ ...house.parts, dial }, await house.row(mailbox.id)), {
    trouble: { state: "refused", detail: "private_address" },
  });
  assert.ok(!servers.logs().includes(user.address));
});

test("a password is never shown, logged or legible in the database, and does not follow to another server", {
  skip,
}, async () => {
  const user = servers.addUser(undefined, "marked-password-0123456789");
  const mailbox = await house.connect(user);
  watch();
  await untilState(mailbox, "watching");
  const { credentials: _, ...without } = settingsFor(servers, user);
  await assert.rejects(change(mailbox, { ...without, host: "imap.example" }), {
    code: "mailboxes.credentials_missing",
  });
  const kept = await change(mailbox, { ...without, marks: false });
  assert.equal(kept.login, "password");
  const { rows } = await house.owner.query("select m::text from mailboxes m");
  const shown = await mailboxOf(house.parts, house.parts.database.in(house.organisationId), mailbox.id);
  assert.ok(!JSON.stringify([rows, shown, house.log]).includes(user.password));
});
