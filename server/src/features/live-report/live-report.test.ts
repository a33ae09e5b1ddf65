import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import type { ConversationFailure } from "#features/audit/audit.contract.ts";
import type { Client } from "../../../test/support/client.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { AuditedPage } from "./live-report.contract.ts";

let desk: Desk;
let house: House;
/** Conversations by the name of their customer. */
let ids: Map<string, string>;
const wholeTime = "from=2026-10-01&to=2026-11-30";

interface Judged {
  inbox?: string;
  channel?: string;
  language?: string | null;
  openedAt?: string;
  wait?: number | null;
  answered?: boolean;
  failures?: ConversationFailure[];
  harm?: number;
  unjudged?: string[];
}

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
  await desk.owner.query("update inboxes set time_zone = 'Europe/Stockholm' where organisation_id = $1", [
    house.organisationId,
  ]);
  const minute = 60_000;
  // 25 October 2026 is the end of summer time in Stockholm: 23:30 there is 22:30 in UTC, a day later 21:30 is 22:30.
  ids = await judge({
    Andersson: {
      openedAt: "2026-10-24T22:30:00Z",
      wait: 10 * minute,
      failures: ["long_first_response"],
      harm: 3,
    },
    Bianchi: { openedAt: "2026-10-25T22:30:00Z", wait: minute, language: "it" },
    Claes: { channel: "email", wait: 30 * minute, language: null },
    Dietz: {
      channel: "social_public",
      language: "de-CH",
      wait: 90 * minute,
      answered: false,
      failures: ["ignored_message", "no_apology_or_recovery"],
      harm: 9,
    },
    Ek: {
      inbox: house.backroomId,
      failures: ["premature_close"],
      harm: 2,
      unjudged: ["no_times"],
      wait: null,
    },
    Ferri: { channel: "counter", wait: 5, openedAt: "2026-11-30T22:59:59.999Z" },
    Gone: { openedAt: "2026-11-30T23:00:00Z", failures: ["ignored_message"] },
  });
});
after(() => desk.close());

async function judge(all: Record<string, Judged>, at: House = house): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const [name, given] of Object.entries(all)) {
    const inboxId = given.inbox ?? at.inboxId;
    const written = await at
      .customer(name)
      .writes(`<script>alert("${name}")</script> Where is it?`, { inboxId });
    await desk.owner.query(
      `insert into audits (conversation_id, organisation_id, inbox_id, channel, language, opened_at, first_wait_ms, answered,
        failures, harm, unjudged, version, judged_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1000000, now())
       on conflict (conversation_id) do update set channel = excluded.channel, language = excluded.language,
        opened_at = excluded.opened_at, first_wait_ms = excluded.first_wait_ms, answered = excluded.answered,
        failures = excluded.failures, harm = excluded.harm, unjudged = excluded.unjudged, version = excluded.version`,
      [
        written.conversation_id,
        at.organisationId,
        inboxId,
        given.channel ?? "chat",
        given.language === undefined ? "en" : given.language,
        given.openedAt ?? "2026-11-04T09:10:00Z",
        given.wait === undefined ? 1_000 : given.wait,
        given.answered ?? true,
        given.failures ?? [],
        given.harm ?? 0,
        given.unjudged ?? [],
      ],
    );
    made.set(name, written.conversation_id);
  }
  return made;
}

const page = async (who: Client, query = wholeTime) => {
  const answer = await desk.app.http.inject({
    url: `/api/v1/audit-report?${query}`,
    headers: who.headers,
  });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer;
};
const list = async (who: Client, query: string) =>
  (await who.get<AuditedPage>(`/audited-conversations?${query}`)).ok;
/** Whose conversations they are, by the first letter of their names. */
const found = async (query: string, who: Client = house.ines) => {
  const { items, total } = await list(who, `${wholeTime}&${query}`);
  assert.equal(items.length, total);
  return items
    .map(({ customer_name }) => customer_name?.[0])
    .toSorted()
    .join("");
};

test("each number of the page is as many as its list is long", async () => {
  const { body } = await page(house.ines);
  const links = [...body.matchAll(/<a class="number"[^>]*href="(\/report\/[^"]*)"[^>]*>(.*?)<\/a>/gs)];
  let checked = 0;
  const totals = new Map<string, number>();
  for (const [, href, content] of links) {
    const words = content!.replace(/<[^>]*>/g, " ").trim();
    const number = /^(?:n = )?(\d+)(?![\d\s]*%)/.exec(words)?.[1];
    const query = href!.replaceAll("&amp;", "&").split("?")[1]!;
    if (!totals.has(query)) {
      const { items, total } = await list(house.ines, `${query}&limit=100`);
      assert.equal(items.length, total, query);
      totals.set(query, total);
    }
    if (number === undefined) continue;
    assert.equal(totals.get(query), Number(number), `${words}: ${query}`);
    checked++;
  }
  assert.ok(checked > 50, `${checked} of ${links.length}`);
  for (const name of [
    "failure",
    "failed",
    "channel",
    "language",
    "inbox",
    "hour",
    "weekday",
    "week",
    "wait",
    "unjudged",
  ])
    assert.ok(
      links.some(([, href]) => href!.includes(`;${name}=`)),
      `no number leads by ${name}`,
    );
});

test("each filter keeps what it names, and they hold together", async () => {
  const expected: Record<string, string> = {
    "": "ABCDEF",
    "failure=ignored_message": "D",
    "failure=ignored_message,long_first_response": "AD",
    "failed=1": "ADE",
    "failed=2": "D",
    "channel=email": "C",
    "channel=chat,counter": "ABEF",
    "language=de": "D",
    "language=none": "C",
    [`inbox=${house.backroomId}`]: "E",
    "hour=0": "A",
    "hour=23": "BF",
    "weekday=6": "AB",
    "week=2026-10-19": "AB",
    "week=2026-11-02": "CDE",
    "wait=in_time": "BC",
    "wait=late": "A",
    "wait=unanswered": "D",
    "wait=in_time,late,unanswered": "ABCD",
    "unjudged=no_times": "E",
    "unjudged=any": "E",
    "failed=1&channel=chat&hour=0": "A",
    "failed=1&channel=email": "",
  };
  for (const [query, letters] of Object.entries(expected)) assert.equal(await found(query), letters, query);
});

test("the list goes on where it ended, newest first", async () => {
  const names: (string | null)[] = [];
  let after: string | null = null;
  do {
    const { items, next, total }: AuditedPage = await list(
      house.ines,
      `${wholeTime}&limit=2${after ? `&after=${after}` : ""}`,
    );
    assert.equal(total, 6);
    names.push(...items.map((each) => each.customer_name));
    after = next;
  } while (after);
  assert.equal(new Set(names).size, 6);
  assert.deepEqual([names[0], names.at(-2), names.at(-1)], ["Ferri", "Bianchi", "Andersson"]);
  const [bianchi] = (await list(house.ines, `${wholeTime}&language=it`)).items;
  assert.deepEqual(bianchi, {
    conversation_id: ids.get("Bianchi"),
    inbox_id: house.inboxId,
    customer_name: "Bianchi",
    channel: "chat",
    language: "it",
    opened_at: "2026-10-25T22:30:00.000Z",
    failures: [],
    harm: 0,
    first_wait_ms: 60_000,
    answered: true,
  });
});

test("a supervisor counts their own inboxes, and of a foreign one is told nothing", async () => {
  assert.equal(await found("", house.tomas), "ABCDF");
  assert.equal(await found(`inbox=${house.inboxId}`, house.tomas), "ABCDF");
  const body = (await page(house.tomas)).body;
  assert.ok(!body.includes(house.backroomId) && !body.includes("Backroom"));
  assert.ok((await page(house.ines)).body.includes("Backroom"));
  const stranger = await foundHouse(desk);
  for (const [who, inboxId] of [
    [house.tomas, house.backroomId],
    [house.ines, stranger.inboxId],
  ] as const) {
    for (const path of ["audit-report", "audited-conversations"]) {
      const refused = await who.get<{ code: string }>(`/${path}?inbox=${inboxId}`);
      assert.deepEqual([refused.status, refused.code], [404, "inboxes.not_found"]);
    }
  }
  assert.match((await page(stranger.ines)).body, /There is nothing to judge yet/);
});

test("the channel that clearly lags is named, and leads to its conversations", async () => {
  const other = await foundHouse(desk);
  const openedAt = "2026-11-04T09:10:00Z";
  const late = { channel: "email", failures: ["long_first_response" as const], openedAt };
  const all = Array.from({ length: 44 }, (_, index) => [
    `Nr ${index}`,
    index % 2 === 0 ? late : { openedAt },
  ]);
  await judge(Object.fromEntries(all), other);
  const { body } = await page(other.ines);
  assert.match(body, /E-mail lags behind: 100% of 22 failed there\./);
  const href = /href="([^"]*failed=1&amp;channel=email)"/.exec(body)![1]!;
  const { total } = await list(other.ines, href.replaceAll("&amp;", "&").split("?")[1]!);
  assert.equal(total, 22);
});

test("colleagues are numbered, and no number is a person's", async () => {
  const id = ids.get("Dietz")!;
  await house.ana.post(`/conversations/${id}/messages`, {
    kind: "reply",
    text: "It comes on Thursday at nine.",
  });
  const { body } = await page(house.ines);
  assert.match(body, /Agent 1/);
  for (const { name, memberId } of [house.ana, house.tomas, house.ines])
    assert.ok(!body.includes(memberId) && !new RegExp(`\\b${name}\\b`).test(body), name);
});

test("an agent gets neither the page nor the lists", async () => {
  for (const path of ["audit-report", "audited-conversations"])
    assert.equal((await house.ana.get(`/${path}`)).status, 403);
});

test("without days it is the last four weeks of the inboxes' own clock", async () => {
  await desk.owner.query(
    "update audits set opened_at = now() - interval '27 days' where conversation_id = $1",
    [ids.get("Gone")],
  );
  const { from, to, time_zone, items } = await list(house.ines, "failure=ignored_message");
  assert.equal(time_zone, "Europe/Stockholm");
  assert.equal((Date.parse(to) - Date.parse(from)) / 86_400_000, 27);
  assert.equal((await list(house.ines, "days=7&to=2026-11-10")).from, "2026-11-04");
  assert.ok(items.some(({ customer_name }) => customer_name === "Gone"));
  const wrong = await house.ines.get<{ code: string }>("/audit-report?from=2026-11-02&to=2026-11-01");
  assert.deepEqual([wrong.status, wrong.code], [422, "audit_report.period"]);
  for (const query of ["from=2026-02-30", "failure=nonsense", "hour=24", "lang=xx", "wait=never", "foo=1"])
    assert.equal((await house.ines.get(`/audited-conversations?${query}`)).status, 400, query);
  await desk.owner.query("update audits set opened_at = '2026-11-30T23:00:00Z' where conversation_id = $1", [
    ids.get("Gone"),
  ]);
});

test("the page may run nothing but itself, is framed by the desk alone, and is kept by nobody", async () => {
  const { headers, body } = await page(house.ines);
  const policy = String(headers["content-security-policy"]);
  const own = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(body)![1]!;
  assert.ok(policy.startsWith(`${own}; frame-ancestors 'self'; sandbox allow-scripts`));
  assert.ok(!policy.includes("allow-same-origin"));
  assert.equal(headers["content-type"], "text/html; charset=utf-8");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["cache-control"], "no-store");
  assert.equal(body.match(/<script/g)?.length, 1);
  assert.match(body, /&lt;script&gt;alert/);
});

test("the words of the worst are there, with the turn that shows what failed, and lead to the conversation", async () => {
  const id = ids.get("Dietz")!;
  const { rows } = await desk.owner.query("select id from messages where conversation_id = $1", [id]);
  await desk.owner.query(
    `insert into audit_findings (id, organisation_id, conversation_id, inbox_id, label, message_id, confidence, figures, found_at)
     values ('aud_00000000000000000000000001', $1, $2, $3, 'ignored_message', $4, 0.9, '{"waitedMs": 5400000}', now())
     on conflict do nothing`,
    [house.organisationId, id, house.inboxId, rows[0].id],
  );
  const { body } = await page(house.ines);
  assert.match(body, /<li class="customer failing">/);
  assert.match(body, /\(after 1 hr, 30 mins\)|\(after 1 hr 30 mins\)/);
  assert.ok(body.includes(`href="/inbox/all/${id}"`));
  assert.match(body, /<q class="clip"[^>]*><bdi>&lt;script&gt;alert\(&quot;Dietz/);
});

test("it looks as the reader chose in the desk, by a style that its policy knows", async () => {
  for (const [look, scheme] of [
    ["dark", "dark"],
    ["light", "light"],
    ["contrast", "light"],
  ]) {
    const { headers, body } = await page(house.ines, `${wholeTime}&look=${look}`);
    const style = /<style>([\s\S]*?)<\/style>/.exec(body)![1]!;
    assert.match(style, new RegExp(`color-scheme: ${scheme};`));
    assert.doesNotMatch(style, /prefers-color-scheme|prefers-contrast/);
    const hash = createHash("sha256").update(style).digest("base64");
    assert.ok(String(headers["content-security-policy"]).includes(`style-src 'sha256-${hash}'`));
  }
});

test("it speaks the reader's language, and of the desk's own conversations", async () => {
  const dutch = (await page(house.ines, `${wholeTime}&lang=nl`)).body;
  assert.match(dutch, /<html lang="nl">/);
  assert.match(dutch, /Halder &amp; Roos/);
  assert.match(dutch, /1 oktober\s–\s30 november 2026/);
  for (const word of ["bestanden", "bestand "]) assert.ok(!dutch.includes(word), word);
});
