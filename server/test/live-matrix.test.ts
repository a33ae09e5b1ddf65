import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { WebSocket } from "ws";
import { signedHeader } from "../src/channels/api/api.signature.ts";
import { newId } from "../src/platform/ids.ts";
import type { Client } from "./support/client.ts";
import { type Desk, deskUrl, openDesk } from "./support/harness.ts";
import { markedWords } from "./support/marked-words.ts";
import { type Colleague, foundHouse, type House } from "./support/people.ts";

/** Everybody who could follow the stream; each is another pair of eyes on the same events. */
const watchers = [
  "agent",
  "colleague",
  "outsider",
  "supervisor",
  "administrator",
  "foreigner",
  "token",
  "token elsewhere",
] as const;
type Watcher = (typeof watchers)[number];

/** Who is told: those who look into the inbox, everybody of the house, or the one whose own it is. */
const told = {
  inbox: ["agent", "colleague", "supervisor", "administrator", "token"],
  house: ["agent", "colleague", "outsider", "supervisor", "administrator", "token", "token elsewhere"],
  own: ["agent"],
} as const satisfies Record<string, readonly Watcher[]>;

/** Every event that the journal may carry, and who hears of it when it happens in the house's inbox (S-15). */
const events: Record<string, keyof typeof told> = {
  "arrival.unreadable": "inbox",
  "audit.changed": "inbox",
  "conversation.assigned": "inbox",
  "conversation.created": "inbox",
  "conversation.judged": "inbox",
  "conversation.mentioned": "inbox",
  "conversation.prioritised": "inbox",
  "conversation.renamed": "inbox",
  "conversation.reopened": "inbox",
  "conversation.resolved": "inbox",
  "conversation.returned": "inbox",
  "conversation.seen": "inbox",
  "conversation.snoozed": "inbox",
  "conversation.tagged": "inbox",
  "conversation.unassigned": "inbox",
  "customer.changed": "inbox",
  "customer.merged": "inbox",
  "customer.unmerged": "inbox",
  "draft.changed": "own",
  "draft.dropped": "own",
  "finding.disputed": "own",
  "finding.recorded": "own",
  "inbox.changed": "inbox",
  "member.changed": "house",
  "message.added": "inbox",
  "message.changed": "inbox",
  "model.changed": "house",
  "reply.changed": "house",
  "view.changed": "house",
  "visitor.proven": "inbox",
};

const secret = "a-signing-secret-of-the-shop";

describe("who hears of what (S-15)", () => {
  let desk: Desk;
  let house: House;
  let stranger: House;
  let outsider: Colleague;
  let tokens: Record<"token" | "token elsewhere", Client>;
  const heard = {} as Record<Watcher, string[]>;
  /** Ids and words that only those who look into the inbox may come across. */
  const kept = new Set<string>();
  const sockets: WebSocket[] = [];

  before(async () => {
    desk = await openDesk({ guard: markedWords().guard });
    house = await foundHouse(desk);
    stranger = await foundHouse(desk);
    outsider = await house.addMember({ name: "Outsider", inboxIds: [house.backroomId] });
    const colleague = await house.addMember({ name: "Colleague", inboxIds: [house.inboxId] });
    tokens = {
      token: await house.addToken({ inboxIds: [house.inboxId] }),
      "token elsewhere": await house.addToken({ inboxIds: [house.backroomId] }),
    };
    const people = {
      agent: house.ana,
      colleague,
      outsider,
      supervisor: house.tomas,
      administrator: house.ines,
      foreigner: stranger.ines,
    };
    for (const [who, person] of Object.entries(people)) {
      const { ticket } = (await person.post<{ ticket: string }>("/stream-tickets")).ok;
      await listen(who as Watcher, `?session=${ticket}`, { origin: deskUrl });
    }
    for (const [who, token] of Object.entries(tokens))
      await listen(who as Watcher, "", { headers: token.headers });
    await happen();
    await desk.settle();
    for (const socket of sockets) {
      assert.equal(socket.readyState, WebSocket.OPEN, "a change of a name or a setting drops nobody");
      const answered = new Promise((resolve) => socket.once("pong", resolve));
      socket.ping();
      await answered;
    }
  });
  after(async () => {
    for (const socket of sockets) socket.terminate();
    await desk.close();
  });

  async function listen(who: Watcher, query: string, options: object): Promise<void> {
    const frames: string[] = [];
    heard[who] = frames;
    const socket = new WebSocket(`ws://${await desk.address()}/api/v1/stream${query}`, options);
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (data) => {
        frames.push(String(data));
        resolve();
      });
    });
  }

  /** One of everything, in the house's inbox. */
  async function happen(): Promise<void> {
    const { ana, tomas, ines, okafor } = house;
    const first = await okafor.writes("Where is my marked-words lamp?");
    const at = `/conversations/${first.conversation_id}`;
    kept.add(first.conversation_id).add(first.message_id).add("marked-words").add("Mrs Okafor");
    await ana.put(`${at}/assignment`, { member_id: "me" });
    await ana.put(`${at}/drafts/reply`, { text: "Half a marked-words answer" });
    await ana.delete(`${at}/drafts/reply`);
    await ana.post(`${at}/messages`, { kind: "note", text: "marked-words", mentions: [tomas.memberId] });
    await tomas.put(`${at}/read`);
    const held = (
      await ana.post<{ message_id: string }>(`${at}/messages`, {
        kind: "reply",
        text: "marked-words",
        hold_seconds: 30,
      })
    ).ok;
    await ana.delete(`${at}/messages/${held.message_id}/hold`);
    await findSomething(at);
    await failSomebody();
    await ana.put(`${at}/priority`, { priority: "high" });
    await ana.put(`${at}/tags`, { tags: ["marked-words"] });
    await ana.put(`${at}/subject`, { subject: "marked-words" });
    await ana.delete(`${at}/assignment`);
    await ana.put(`${at}/snooze`, { until: new Date(desk.clock.now() + 3_600_000).toISOString() });
    await ana.delete(`${at}/snooze`);
    await ana.put(`${at}/resolution`, { reason: "marked-words" });
    await ana.delete(`${at}/resolution`);
    await changeCustomers(first.conversation_id);
    await house.ines.put(`/inboxes/${house.inboxId}`, {
      name: "Shop",
      settings: { signing_secrets: [secret] },
    });
    await ines.put(`/members/${ines.memberId}`, { name: "Ines Again" });
    await ines.put("/model-connection", {
      base_url: "https://model.example/v1",
      model: "small",
      enabled: false,
    });
    await ana.post("/saved-replies", {
      title: "Hello",
      shortcut: null,
      bodies: { en: "Hello" },
      shared: true,
    });
    await ana.post("/views", { name: "Lamps", query: { tag: "lamp" }, shared: true });
    await sendNonsense();
    for (const type of ["conversation.judged", "visitor.proven"])
      await recordByHand(type, first.conversation_id);
  }

  /** The agent's own: what the guard found in their words, and what they say of it. */
  async function findSomething(at: string): Promise<void> {
    await house.ana.post(`${at}/messages`, { kind: "reply", text: "marked-words, ADVICE" });
    const { items } = (await house.ana.get<{ items: { id: string }[] }>("/findings?mine=1")).ok;
    kept.add(items[0]!.id);
    await house.ana.post(`/findings/${items[0]!.id}/dispute`, { reason: "marked-words" });
  }

  /** What the auditor finds, everybody who sees the conversation sees, and may dispute. */
  async function failSomebody(): Promise<void> {
    const { conversation_id } = await house.customer("marked-words Roth").writes("Where is my lamp?");
    kept.add(conversation_id);
    desk.clock.move(3 * 3_600_000);
    await house.ana.post(`/conversations/${conversation_id}/messages`, { kind: "reply", text: "Here." });
    await desk.settle();
    await desk.work("audit-missed");
  }

  async function changeCustomers(conversationId: string): Promise<void> {
    const idOf = async (conversation: string) => {
      const { rows } = await desk.owner.query("select customer_id from conversations where id = $1", [
        conversation,
      ]);
      kept.add(rows[0].customer_id);
      return rows[0].customer_id as string;
    };
    const customer = await idOf(conversationId);
    const other = await idOf(
      (await house.customer("marked-words Lindqvist").writes("Hello")).conversation_id,
    );
    await house.ana.patch(`/customers/${customer}`, { place: "marked-words", name: "Mrs Okafor" });
    await house.ana.post(`/customers/${customer}/merges`, { customer_id: other });
    const { rows } = await desk.owner.query("select id from customer_merges where kept_id = $1", [customer]);
    kept.add(rows[0].id);
    await house.ana.delete(`/customers/${customer}/merges/${rows[0].id}`);
  }

  async function sendNonsense(): Promise<void> {
    const body = Buffer.from("this is no JSON");
    const answer = await desk.app.http.inject({
      method: "POST",
      url: `/api/v1/hooks/${house.inboxId}`,
      payload: body,
      headers: {
        "content-type": "application/json",
        "amends-signature": signedHeader(body, secret, desk.clock.now()),
      },
    });
    assert.equal(answer.statusCode, 202, answer.body);
    const arrivalId = answer.json().arrival_id;
    await desk.work("read-arrival", { organisationId: house.organisationId, arrivalId });
  }

  /** What only a visitor's own device can bring about; how it comes about is tested beside the widget. */
  async function recordByHand(type: string, conversationId: string): Promise<void> {
    await desk.owner.query(
      "insert into journal (organisation_id, type, actor_kind, actor_id, inbox_id, conversation_id) values ($1, $2, 'customer', $3, $4, $5)",
      [house.organisationId, type, newId("cus"), house.inboxId, conversationId],
    );
  }

  const typesHeardBy = (who: Watcher) =>
    new Set(heard[who].map((frame) => JSON.parse(frame).type as string | undefined).filter(Boolean));

  test("every event that the source records has a row", () => {
    const src = join(import.meta.dirname, "..", "src", "features");
    const found = new Set<string>();
    for (const file of globSync("**/*.ts", { cwd: src })) {
      if (file.endsWith(".test.ts")) continue;
      const text = readFileSync(join(src, file), "utf8");
      if (!/\brecord\(/.test(text)) continue;
      for (const [, type] of text.matchAll(
        /"((?:arrival|audit|conversation|customer|draft|finding|inbox|member|message|model|reply|view|visitor)\.[a-z_]+)"/g,
      ))
        found.add(type!);
    }
    const errors =
      /\.(not_found|taken|too_|unanswered|moved_on|empty|snooze_past|not_|last_|assignee|settings|unknown|no_)/;
    const missing = [...found].filter((type) => !errors.test(type) && !(type in events)).sort();
    assert.deepEqual(missing, [], "Say in server/test/live-matrix.test.ts who hears of these.");
  });

  for (const [type, audience] of Object.entries(events)) {
    test(`${type} is heard by ${audience === "own" ? "its author alone" : `the ${audience}`}`, () => {
      const heardIt = watchers.filter((who) => typesHeardBy(who).has(type));
      assert.deepEqual(heardIt, [...told[audience]]);
    });
  }

  test("who does not look into the inbox hears no id, name or word of it", () => {
    for (const who of ["outsider", "foreigner", "token elsewhere"] as const) {
      const all = heard[who].join("\n");
      for (const word of kept) assert.ok(!all.includes(word), `${who} heard ${word}`);
    }
  });

  test("nor does any list, search, count or journal page tell them", async () => {
    const paths = [
      "/conversations?limit=100",
      "/inbox",
      "/search?q=marked-words",
      "/search?q=Okafor",
      "/customers?limit=100",
      "/customers?q=Okafor",
      "/journal?limit=1000",
      "/arrivals?limit=100",
      "/inboxes?limit=100",
    ];
    for (const client of [outsider, stranger.ines, tokens["token elsewhere"]]) {
      for (const path of paths) {
        const text = JSON.stringify((await client.get(path)).ok);
        for (const word of kept) assert.ok(!text.includes(word), `${path} tells ${word}`);
      }
      const { counts } = (
        await client.get<{ counts: Record<string, number> }>("/inbox").catch(() => ({ ok: { counts: {} } }))
      ).ok;
      assert.ok(Object.values(counts).every((count) => count === 0));
      const ledger = (await client.get<Record<string, number>>("/arrivals/ledger")).ok;
      assert.equal(ledger.arrived, 0);
    }
  });

  test("who may see it finds it there", async () => {
    const found = JSON.stringify((await house.ana.get("/journal?limit=1000")).ok);
    const conversation = [...kept][0]!;
    assert.ok(found.includes(conversation));
    assert.ok(JSON.stringify((await house.ana.get("/search?q=marked-words")).ok).includes(conversation));
  });
});
