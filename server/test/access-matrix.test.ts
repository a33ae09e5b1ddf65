import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import type { InjectOptions } from "fastify";
import { scopes } from "../src/features/accounts/accounts.contract.ts";
import { everybody, type Person, type Row, type Status, type Thing, type Who } from "./access/rules.ts";
import { matrix } from "./access-matrix.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";
import { madeUp, type Things, thingsOf } from "./support/things.ts";

type Headers = Record<string, string>;

describe("who may do what (S-14, S-16)", () => {
  let desk: Desk;
  let stranger: House;
  let cast: Record<Who, Headers>;
  let house: House;
  let inboxes: { api: string; widget: string };
  let strangersInboxes: { api: string; widget: string };
  before(async () => {
    desk = await openDesk();
    await desk.app.http.ready();
    await engage();
  });
  after(() => desk.close());

  async function addTaken(of: House): Promise<void> {
    const { memberId } = await of.addMember({ name: "Taken" });
    await desk.owner.query("update members set email = 'taken@desk.test' where id = $1", [memberId]);
  }

  /** A house with everybody in it, and a stranger's beside it. */
  async function engage(): Promise<void> {
    stranger = await foundHouse(desk);
    strangersInboxes = { api: stranger.inboxId, widget: await stranger.addInbox({ kind: "web-chat" }) };
    await addTaken(stranger);
    house = await foundHouse(desk);
    inboxes = { api: house.inboxId, widget: await house.addInbox({ kind: "web-chat" }) };
    await addTaken(house);
    const outsider = await house.addMember({ name: "Outsider", inboxIds: [house.backroomId] });
    const disabled = await house.addMember({ name: "Disabled", inboxIds: [house.inboxId] });
    await desk.owner.query("update members set disabled_at = now() where id = $1", [disabled.memberId]);
    const begun = await desk.client().post<{ token: string }>(`/widget/${inboxes.widget}/sessions`, {});
    const persons: Record<Person, Headers> = {
      nobody: {},
      visitor: { authorization: `Bearer ${begun.ok.token}` },
      disabled: { ...disabled.headers },
      agent: { ...house.ana.headers },
      outsider: { ...outsider.headers },
      supervisor: { ...house.tomas.headers },
      administrator: { ...house.ines.headers },
      foreigner: { ...stranger.ines.headers },
    };
    const elsewhere = await house.addToken({ inboxIds: [house.backroomId] });
    const tokens = { "token elsewhere": elsewhere.headers } as Record<Who, Headers>;
    for (const scope of scopes)
      tokens[`token ${scope}`] = (await house.addToken({ scopes: [scope] })).headers;
    cast = { ...persons, ...tokens };
  }

  async function ask(who: Who, name: string, row: Row, ids: Record<string, string>, body: unknown) {
    const [method, pattern] = name.split(" ") as [InjectOptions["method"], string];
    const path = pattern.replace(/:(\w+)/g, (_match, parameter: string) => ids[parameter]!);
    const content = row.bytes
      ? { payload: "bytes", headers: { ...cast[who], "content-type": "text/plain", "x-file-name": "a.txt" } }
      : body === undefined
        ? { headers: cast[who] }
        : { payload: body as object, headers: cast[who] };
    return desk.app.http.inject({
      method: method!,
      url: `${path}${row.query ?? ""}`,
      remoteAddress: `192.0.2.${everybody.indexOf(who) + 1}`,
      ...content,
    });
  }

  async function idsOf(row: Row, pick: (parameter: string, thing: Thing) => Promise<string>) {
    const ids: Record<string, string> = {};
    for (const [parameter, thing] of Object.entries(row.things ?? {}))
      ids[parameter] = thing.startsWith("=") ? thing.slice(1) : await pick(parameter, thing as Thing);
    return ids;
  }

  async function bodyOf(row: Row, one: (thing: Thing) => Promise<string>): Promise<unknown> {
    if (row.body === undefined) return undefined;
    const body = { ...row.body } as Record<string, unknown>;
    for (const [key, value] of Object.entries(body)) {
      const thing = typeof value === "string" ? /^<([a-z ]+)>$/.exec(value)?.[1] : undefined;
      if (thing) body[key] = await one(thing as Thing);
    }
    if (body.email === "x@y.example") body.email = `${randomBytes(6).toString("hex")}@y.example`;
    return body;
  }

  test("every address has a row, and every row an address", () => {
    const addresses = [...new Set(desk.app.http.routeAddresses)].sort();
    const open = addresses.filter((address) => !(address in matrix));
    assert.deepEqual(open, [], "Who may call these? Say so in server/test/access-matrix.ts.");
    const stale = Object.keys(matrix).filter((name) => !addresses.includes(name));
    assert.deepEqual(stale, [], "These rows name addresses that are gone.");
  });

  for (const [name, row] of Object.entries(matrix)) {
    test(name, async () => {
      const own = thingsOf(desk, house, inboxes);
      const theirs = thingsOf(desk, stranger, strangersInboxes);
      const backroom = thingsOf(desk, house, { api: house.backroomId, widget: house.backroomId });
      const wrong: string[] = [];
      const askAs = async (who: Who) => {
        const expected = row.answer(who);
        const ids = await idsOf(row, (_parameter, thing) => own.one(thing));
        const answer = await ask(who, name, row, ids, await bodyOf(row, (thing) => other(own, thing)));
        if (!isOneOf(answer.statusCode, expected))
          wrong.push(`${who}: ${answer.statusCode}, not ${expected} ${answer.body.slice(0, 150)}`);
        if (isRefused(expected) || who === "foreigner") return;
        wrong.push(...(await withForeignIds(who, name, row, own, theirs)));
        // Whoever sees only the house's inbox finds nothing of the backroom's, not even by way of their own.
        if (isCutToInboxes(row, who)) wrong.push(...(await withForeignIds(who, name, row, own, backroom)));
      };
      if (row.things) for (const who of everybody) await askAs(who);
      else await Promise.all(everybody.map(askAs));
      if (row.spends) await engage();
      assert.deepEqual(wrong, []);
    });
  }

  test("a change to many conversations changes none that one may not see", async () => {
    const elsewhere = [
      await thingsOf(desk, stranger, strangersInboxes).one("conversation"),
      await thingsOf(desk, house, { api: house.backroomId, widget: house.backroomId }).one("conversation"),
    ];
    const change = { conversation_ids: elsewhere, change: { do: "tag", tag: "lamp" } };
    const { changed, failed } = (
      await house.ana.post<{ changed: string[]; failed: { code: string }[] }>("/bulk-changes", change)
    ).ok;
    assert.deepEqual(changed, []);
    assert.deepEqual([...new Set(failed.map(({ code }) => code))], ["conversations.not_found"]);
  });

  /** For somebody who may do it: each id in turn is a stranger's, and then one that nobody has. */
  async function withForeignIds(
    who: Who,
    name: string,
    row: Row,
    own: Things,
    theirs: Things,
  ): Promise<string[]> {
    const wrong: string[] = [];
    for (const swapped of Object.keys(row.things ?? {})) {
      if (row.things![swapped]!.startsWith("=")) continue;
      const pick = (from: (thing: Thing) => Promise<string>) =>
        idsOf(row, (parameter, thing) => (parameter === swapped ? from(thing) : own.one(thing)));
      const body = await bodyOf(row, (thing) => other(own, thing));
      const foreign = await ask(who, name, row, await pick((thing) => theirs.one(thing)), body);
      if (!isOneOf(foreign.statusCode, row.foreign ?? 404))
        wrong.push(
          `${who} with a stranger's ${swapped}: ${foreign.statusCode} ${foreign.body.slice(0, 150)}`,
        );
      if (row.foreign !== undefined) continue;
      const nothing = await ask(who, name, row, await pick(async (thing) => madeUp(thing)), body);
      if (told(nothing) !== told(foreign))
        wrong.push(`${who}: a stranger's ${swapped} is told from none: ${told(foreign)} / ${told(nothing)}`);
    }
    for (const [key, value] of Object.entries(row.body ?? {})) {
      if (typeof value !== "string" || !value.startsWith("<")) continue;
      const ids = await idsOf(row, (_parameter, thing) => own.one(thing));
      const foreign = await ask(who, name, row, ids, await bodyOf(row, (thing) => theirs.one(thing)));
      if (foreign.statusCode !== 404 && foreign.statusCode !== 422)
        wrong.push(`${who} with a stranger's id in ${key}: ${foreign.statusCode}`);
    }
    return wrong;
  }

  /** Another one than the path names. */
  async function other(things: Things, thing: Thing): Promise<string> {
    return thing === "customer" ? thingsOf(desk, house, inboxes).one(thing) : things.one(thing);
  }
});

const inInboxes: readonly string[] = [
  "arrival",
  "conversation",
  "customer",
  "held message",
  "inbox",
  "merge",
  "message",
] satisfies Thing[];

/** The row's things lie in inboxes, and this one does not look into all of them. */
function isCutToInboxes(row: Row, who: Who): boolean {
  const lies = Object.values(row.things ?? {}).some((thing) => inInboxes.includes(thing));
  return lies && (who === "agent" || who === "supervisor") && row.answer("outsider") === 404;
}

function told(answer: { statusCode: number; body: string }): string {
  return `${answer.statusCode} ${answer.body.replace(/"request_id":"[^"]*"/, "")}`;
}

function isOneOf(status: number, expected: Status): boolean {
  return [expected].flat().includes(status);
}

function isRefused(expected: Status): boolean {
  return [401, 403, 404].some((status) => status === expected);
}
