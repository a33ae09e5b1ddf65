import { randomBytes } from "node:crypto";
import { newId } from "../../src/platform/ids.ts";
import type { Thing } from "../access/rules.ts";
import type { Desk } from "./harness.ts";
import type { House } from "./people.ts";

/** Makes things of a house, so that somebody can be asked whether they may touch them. */
export interface Things {
  /** The id of one; a conversation's message lies in the conversation that was last given. */
  one(thing: Thing): Promise<string>;
}

/** What a request uses up is made anew each time; the rest is made once. */
const spent: ReadonlySet<Thing> = new Set(["token", "reply", "merge", "view"]);

export function thingsOf(desk: Desk, house: House, inboxes: { api: string; widget: string }): Things {
  const made = new Map<Thing, Promise<string>>();
  const insert = async (table: string, row: Record<string, unknown>): Promise<string> => {
    const names = Object.keys(row);
    const places = names.map((_name, index) => `$${index + 1}`).join(", ");
    await desk.owner.query(
      `insert into ${table} (${names.join(", ")}) values (${places})`,
      Object.values(row),
    );
    return String(row.id);
  };
  const organisation_id = house.organisationId;
  const at = { inboxId: inboxes.api };
  const makers: Record<Thing, () => Promise<string>> = {
    inbox: async () => inboxes.api,
    "widget inbox": async () => inboxes.widget,
    member: async () => (await house.addMember({ name: "Somebody", inboxIds: [inboxes.api] })).memberId,
    "invited member": () =>
      insert("members", {
        id: newId("mbr"),
        organisation_id,
        name: "Invited",
        email: `${randomBytes(6).toString("hex")}@desk.test`,
        role: "agent",
      }),
    session: async () => (await house.addMember({ name: "Elsewhere" })).sessionId,
    token: () =>
      insert("api_tokens", {
        id: newId("tok"),
        organisation_id,
        name: "spare",
        secret_hash: randomBytes(32),
        scopes: ["search:read"],
      }),
    conversation: async () => (await house.customer().writes("Where is my lamp?", at)).conversation_id,
    message: async () => {
      const conversation = await one("conversation");
      const { rows } = await desk.owner.query("select id from messages where conversation_id = $1 limit 1", [
        conversation,
      ]);
      return rows[0].id;
    },
    /** The conversation of a mail, in which tom@example.org asks to take part. */
    mail: async () => {
      const conversation = await one("conversation");
      await insert("mail_people", {
        conversation_id: conversation,
        address: "tom@example.org",
        organisation_id,
        came_as: "sender",
      });
      return conversation;
    },
    "mail message": async () => {
      const message = await one("message");
      await insert("mail_copies", {
        message_id: message,
        organisation_id,
        conversation_id: await one("conversation"),
        direction: "in",
        html: "<p>Where is my lamp?</p>",
      });
      return message;
    },
    "held message": async () => {
      const conversation = await one("conversation");
      const author = await house.addMember({ name: "Author", inboxIds: [inboxes.api] });
      const body = { kind: "reply", text: "On its way", hold_seconds: 30 };
      const said = await author.post<{ message_id: string }>(`/conversations/${conversation}/messages`, body);
      return said.ok.message_id;
    },
    customer: async () => {
      const { conversation_id } = await house.customer().writes("Hello", at);
      const { rows } = await desk.owner.query("select customer_id from conversations where id = $1", [
        conversation_id,
      ]);
      return rows[0].customer_id;
    },
    merge: async () => {
      const kept = await one("customer");
      made.delete("customer");
      const other = await one("customer");
      made.set("customer", Promise.resolve(kept));
      await house.ines.post(`/customers/${kept}/merges`, { customer_id: other });
      const { rows } = await desk.owner.query("select id from customer_merges where merged_id = $1", [other]);
      return rows[0].id;
    },
    // Somebody's own: nobody but its writer finds it.
    finding: async () => {
      const writer = await house.addMember({ name: "Writer", inboxIds: [inboxes.api] });
      return insert("findings", {
        id: newId(prefixes.finding),
        organisation_id,
        inbox_id: inboxes.api,
        message_id: await one("message"),
        member_id: writer.memberId,
        label: "vague_no_next_step",
        confidence: 0.8,
        blocks: false,
      });
    },
    "audit finding": async () =>
      insert("audit_findings", {
        id: newId(prefixes["audit finding"]),
        organisation_id,
        inbox_id: inboxes.api,
        conversation_id: await one("conversation"),
        label: "ignored_message",
        confidence: 0.8,
        found_at: new Date(),
      }),
    arrival: () =>
      insert("arrivals", {
        id: newId("arr"),
        organisation_id,
        inbox_id: inboxes.api,
        media_type: "text/plain",
        raw: Buffer.from("raw"),
        state: "read",
      }),
    attachment: async () => newId("att"),
    view: async () => {
      const owner = await house.addMember({ name: "Owner" });
      return insert("saved_views", {
        id: newId(prefixes.view),
        organisation_id,
        owner_id: owner.memberId,
        name: "Lamps",
        query: { tag: "lamp" },
        shared: true,
      });
    },
    "bulk change": async () => {
      const owner = await house.addMember({ name: "Owner" });
      const change = { conversation_ids: [await one("conversation")], change: { do: "tag", tag: "lamp" } };
      return (await owner.post<{ id: string }>("/bulk-changes", change)).ok.id;
    },
    reply: async () => {
      const owner = await house.addMember({ name: "Owner" });
      return insert("saved_replies", {
        id: newId("rpl"),
        organisation_id,
        title: "Hello",
        bodies: { en: "Hello" },
        owner_id: owner.memberId,
      });
    },
  };
  function one(thing: Thing): Promise<string> {
    const known = spent.has(thing) ? undefined : made.get(thing);
    const given = known ?? makers[thing]();
    made.set(thing, given);
    return given;
  }
  return { one };
}

const prefixes: Record<Thing, string> = {
  arrival: "arr",
  attachment: "att",
  "audit finding": "aud",
  "bulk change": "blk",
  conversation: "cnv",
  customer: "cus",
  finding: "fnd",
  "held message": "msg",
  inbox: "inb",
  mail: "cnv",
  "mail message": "msg",
  "invited member": "mbr",
  member: "mbr",
  merge: "mrg",
  message: "msg",
  reply: "rpl",
  session: "ses",
  token: "tok",
  view: "viw",
  "widget inbox": "inb",
};

/** An id that looks right and names nothing. */
export function madeUp(thing: Thing): string {
  return newId(prefixes[thing]);
}
