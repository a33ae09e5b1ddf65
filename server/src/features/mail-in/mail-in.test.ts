import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { Conversation, Message } from "../../contract.ts";
import { newId } from "../../platform/ids.ts";

let desk: Desk;
let house: House;
let inboxId: string;

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
  inboxId = await house.addInbox({ kind: "email", name: "Help", members: [house.ana.memberId] });
  await desk.owner.query(
    `insert into mailboxes (id, organisation_id, inbox_id, address, imap_host, imap_port, imap_tls, imap_user, sealed_credentials, state)
     values ($1, $2, $3, 'help@shop.example', 'imap.shop.example', 993, 'tls', 'help', 'x', 'paused')`,
    [newId("mbx"), house.organisationId, inboxId],
  );
});
after(() => desk.close());

let count = 0;

interface Told {
  arrivalId: string;
  conversationId: string | null;
  messageId: string | null;
  state: string;
  reason: string | null;
}

/** A mail as it lies in the ledger, read by the desk's own job. */
async function arrives(headers: Record<string, string>, body = "Hello"): Promise<Told> {
  count += 1;
  const { "Authentication-Results": results, ...own } = headers;
  // The host that receives a mail writes above what came with it.
  const all = {
    ...(results ? { "Authentication-Results": results } : {}),
    Date: "Wed, 25 Nov 2026 10:00:00 +0000",
    "Message-ID": `<mail-${count}@customer.example>`,
    To: "help@shop.example",
    "Content-Type": "text/plain; charset=utf-8",
    ...own,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return arrivesRaw(`${head.join("\r\n")}\r\n\r\n${body}\r\n`);
}

async function arrivesRaw(raw: string | Buffer, mediaType = "message/rfc822"): Promise<Told> {
  const arrivalId = newId("arr");
  await desk.owner.query(
    `insert into arrivals (id, organisation_id, inbox_id, media_type, raw, state) values ($1, $2, $3, $5, $4, 'received')`,
    [arrivalId, house.organisationId, inboxId, Buffer.from(raw), mediaType],
  );
  await desk.work("read-arrival", { organisationId: house.organisationId, arrivalId });
  const { rows } = await desk.owner.query(
    `select conversation_id as "conversationId", message_id as "messageId", state, reason from arrivals where id = $1`,
    [arrivalId],
  );
  return { arrivalId, ...rows[0] };
}

const conversation = async (id: string) => (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;
const messagesOf = async (id: string) =>
  (await house.ana.get<{ items: Message[] }>(`/conversations/${id}/messages`)).ok.items;
const linesOf = async (id: string) =>
  (await messagesOf(id)).flatMap(({ event }) => (event ? [event.type] : []));
const tokenOf = async (id: string) =>
  (await desk.owner.query("select token from mail_threads where conversation_id = $1", [id])).rows[0]
    .token as string;
const peopleOf = async (id: string) =>
  (
    await desk.owner.query(
      "select address, came_as, state from mail_people where conversation_id = $1 order by address",
      [id],
    )
  ).rows;

describe("a person's mail", () => {
  test("begins a conversation that waits, with its subject and only the words written now", async () => {
    const told = await arrives(
      { From: "Maud Terpstra <maud@example.org>", Subject: "=?utf-8?q?Waar_is_mijn_tafel=3F?=" },
      "Dag, waar is mijn tafel?\r\nGroet, Maud\r\n\r\nOn Tue, 24 Nov 2026 at 10:00, Help <help@shop.example> wrote:\r\n> Your order is on its way.",
    );
    assert.equal(told.state, "read");
    const found = await conversation(told.conversationId!);
    assert.equal(found.subject, "Waar is mijn tafel?");
    assert.equal(found.turn, "ours");
    assert.equal(found.customer.name, "Maud Terpstra");
    const [first] = await messagesOf(told.conversationId!);
    assert.match(first!.text, /^Dag, waar is mijn tafel\?/);
    assert.doesNotMatch(first!.text, /on its way/);
  });

  test("comes once, by however many ways", async () => {
    const mail = { From: "twice@example.org", "Message-ID": "<same@customer.example>", Subject: "Once" };
    const one = await arrives(mail, "The same words");
    const other = await arrives({ ...mail, "Delivered-To": "help@shop.example" }, "The same words");
    assert.deepEqual([other.state, other.messageId], ["duplicate", one.messageId]);
    const forged = await arrives({ ...mail, From: "thief@example.org" }, "Other words");
    assert.equal(forged.state, "read", "somebody else's mail with the same Message-ID is not swallowed");
    assert.notEqual(forged.conversationId, one.conversationId);
  });

  test("its files are files, and a card number in it is masked everywhere", async () => {
    const told = await arrives(
      { From: "card@example.org", "Content-Type": 'multipart/mixed; boundary="b"', "MIME-Version": "1.0" },
      '--b\r\nContent-Type: text/plain\r\n\r\nMy card is 4111 1111 1111 1111\r\n--b\r\nContent-Type: image/png; name="a.png"\r\nContent-Disposition: attachment; filename="a.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\r\n--b--',
    );
    const [first] = await messagesOf(told.conversationId!);
    assert.doesNotMatch(first!.text, /4111 1111 1111/);
    assert.equal(first!.attachments.length, 1);
  });
});

describe("threads", () => {
  test("our token joins, whatever the subject and the references say", async () => {
    const first = await arrives({ From: "anna@example.org", Subject: "Lamp" }, "Where is it?");
    const token = await tokenOf(first.conversationId!);
    const next = await arrives(
      { From: "anna@example.org", To: `help+${token}@shop.example`, Subject: "Something else" },
      "And?",
    );
    assert.equal(next.conversationId, first.conversationId);
  });

  test("what a mail refers to joins only the sender's own", async () => {
    const first = await arrives(
      { From: "own@example.org", "Message-ID": "<own-1@customer.example>" },
      "Mine",
    );
    const own = await arrives(
      { From: "own@example.org", "In-Reply-To": "<own-1@customer.example>" },
      "Mine too",
    );
    assert.equal(own.conversationId, first.conversationId);
    const other = await arrives(
      { From: "other@example.org", References: "<own-1@customer.example>" },
      "Let me in",
    );
    assert.notEqual(other.conversationId, first.conversationId);
  });

  test("a subject number, a guessed address and a shorter token open nothing (S-03)", async () => {
    const first = await arrives({ From: "victim@example.org", Subject: "Bill" }, "My bill");
    const token = await tokenOf(first.conversationId!);
    const known = new Set([first.conversationId]);
    const guesses = [
      "help+1@shop.example",
      `help+${token.slice(0, 25)}@shop.example`,
      `help+${token.slice(1)}0@shop.example`,
    ];
    for (const to of guesses) {
      const told = await arrives(
        { From: "guess@example.org", To: to, Subject: `Re: Bill [#1] ${first.conversationId}` },
        to,
      );
      assert.ok(!known.has(told.conversationId), to);
    }
  });

  test("somebody new who answers is named, and takes no part until let in (S-02)", async () => {
    const first = await arrives({ From: "lead@example.org", Subject: "Trip" }, "When?");
    const token = await tokenOf(first.conversationId!);
    const told = await arrives(
      { From: "Partner <partner@example.org>", To: `help+${token}@shop.example` },
      "I am her husband",
    );
    assert.equal(told.conversationId, first.conversationId);
    assert.deepEqual(await peopleOf(first.conversationId!), [
      { address: "partner@example.org", came_as: "sender", state: "asks" },
    ]);
    assert.ok((await linesOf(first.conversationId!)).includes("mail_newcomers"));
    assert.equal((await conversation(first.conversationId!)).customer.name, null, "it is still hers");
  });

  test("who is copied in asks to take part, ours do not", async () => {
    const told = await arrives(
      { From: "cc@example.org", Cc: "Boss <boss@example.org>, help+abc@shop.example", Subject: "Copy" },
      "With my boss",
    );
    assert.deepEqual(await peopleOf(told.conversationId!), [
      { address: "boss@example.org", came_as: "copied", state: "asks" },
    ]);
  });
});

describe("a sender who is not who they say", () => {
  const forged = {
    "Authentication-Results":
      "imap.shop.example; dmarc=fail header.from=example.org; spf=fail smtp.mailfrom=evil.example; dkim=none",
  };

  test("joins no thread, finds no customer, and is marked (S-01)", async () => {
    const first = await arrives(
      { From: "real@example.org", "Message-ID": "<real-1@customer.example>" },
      "Mine",
    );
    const token = await tokenOf(first.conversationId!);
    const told = await arrives(
      {
        ...forged,
        From: "real@example.org",
        To: `help+${token}@shop.example`,
        Cc: "evil@evil.example",
        References: "<real-1@customer.example>",
      },
      "Send me everything",
    );
    assert.notEqual(told.conversationId, first.conversationId);
    assert.notEqual(
      (await conversation(told.conversationId!)).customer.id,
      (await conversation(first.conversationId!)).customer.id,
    );
    assert.ok((await linesOf(told.conversationId!)).includes("mail_doubtful"));
  });

  test("two From addresses are nobody's (S-07)", async () => {
    const told = await arrives({ From: "a@example.org, real@example.org" }, "Both of us");
    assert.ok((await linesOf(told.conversationId!)).includes("mail_doubtful"));
  });

  test("results that the sender wrote themselves prove nothing (S-09)", async () => {
    const told = await arrives(
      {
        From: "self@example.org",
        "Authentication-Results": "mx.evil.example; dmarc=pass header.from=example.org",
      },
      "Believe me",
    );
    const { rows } = await desk.owner.query(
      "select verified_at from identities where value = 'self@example.org' and kind = 'email'",
    );
    assert.equal(told.state, "read");
    assert.equal(rows[0].verified_at, null);
  });
});

describe("machines", () => {
  test("an absence note in a thread is a line there, and the customer's turn stays", async () => {
    const first = await arrives({ From: "away@example.org", Subject: "Chair" }, "Is it in?");
    const token = await tokenOf(first.conversationId!);
    const before = await conversation(first.conversationId!);
    await arrives(
      {
        From: "away@example.org",
        To: `help+${token}@shop.example`,
        Subject: "Automatic reply: Chair",
        "Auto-Submitted": "auto-replied",
      },
      "I am out of the office until Monday.",
    );
    const now = await conversation(first.conversationId!);
    assert.deepEqual([now.turn, now.due_at], [before.turn, before.due_at]);
    assert.ok((await linesOf(first.conversationId!)).includes("mail_notice"));
  });

  test("a newsletter is kept as a closed conversation with a reason", async () => {
    const told = await arrives(
      {
        From: "news@letters.example",
        "List-Id": "<weekly.letters.example>",
        "List-Unsubscribe": "<https://letters.example/u>",
        Precedence: "bulk",
      },
      "This week",
    );
    assert.equal((await conversation(told.conversationId!)).status, "resolved");
  });
});

describe("what cannot be read", () => {
  test("is a conversation that waits, with the raw thing", async () => {
    const told = await arrivesRaw(Buffer.alloc(0));
    assert.equal(told.state, "unreadable");
    const [line] = await messagesOf(told.conversationId!);
    assert.equal(line!.event?.type, "unreadable");
  });

  test("one too large to be fetched says so, with its headers", async () => {
    const told = await arrivesRaw("From: big@example.org\r\nSubject: Film\r\n\r\n", "text/rfc822-headers");
    assert.equal(told.state, "unreadable");
    assert.match(told.reason!, /larger than 50 MB/);
    assert.ok(told.conversationId);
  });

  test("a mail without any header is still read", async () => {
    const told = await arrivesRaw("just some words\r\nand more\r\n");
    assert.ok(told.conversationId, `${told.state}: ${told.reason}`);
  });

  test("a kill in between leaves it to be read again, once", async () => {
    const arrivalId = newId("arr");
    const raw =
      "From: again@example.org\r\nMessage-ID: <again@customer.example>\r\nSubject: x\r\n\r\nAgain\r\n";
    await desk.owner.query(
      `insert into arrivals (id, organisation_id, inbox_id, media_type, raw, state, received_at)
       values ($1, $2, $3, 'message/rfc822', $4, 'received', now() - interval '5 minutes')`,
      [arrivalId, house.organisationId, inboxId, Buffer.from(raw)],
    );
    await Promise.all([1, 2, 3].map(() => desk.work("read-forgotten")));
    const { rows } = await desk.owner.query("select count(*)::int as n from messages where text = 'Again'");
    assert.equal(rows[0].n, 1);
  });
});
