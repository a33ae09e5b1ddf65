import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Browser } from "../../../test/support/browser.ts";
import {
  browserOf,
  comeIn,
  type Desk,
  goodPassword,
  openEmptyDesk,
  setUpDesk,
  signIn,
} from "../../../test/support/doors.ts";

const nowhere = "inb_0000000000aaaaaaaaaaaaaaaa";

describe("members", () => {
  let desk: Desk;
  let ana: Browser;
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  test("an invitation is one link, used once, and shows whom it is for", async () => {
    const answer = await ana.post("/api/v1/members", {
      name: "Noor Visser",
      email: "Noor@Halder.example",
      role: "agent",
      languages: ["nl", "en"],
    });
    assert.equal(answer.statusCode, 201);
    const { member, link } = answer.json();
    assert.equal(member.state, "invited");
    assert.equal(member.email, "noor@halder.example");
    const code = link.split("#")[1];
    const noor = browserOf(desk);
    assert.deepEqual((await noor.post("/api/v1/invitation-checks", { code })).json(), {
      organisation: "Halder & Roos",
      name: "Noor Visser",
      email: "noor@halder.example",
    });
    const accept = (password: string) =>
      browserOf(desk).post("/api/v1/invitation-acceptances", { code, password });
    assert.equal((await accept("halder-roos-noor")).json().code, "sign_in.password_too_common");
    const both = await Promise.all([accept(goodPassword), accept(goodPassword)]);
    assert.deepEqual(both.map((each) => each.statusCode).sort(), [201, 404]);
    assert.equal((await noor.post("/api/v1/invitation-checks", { code })).statusCode, 404);
    assert.equal((await accept(goodPassword)).statusCode, 404);
  });

  test("a new invitation makes the one before worthless; one that has run out is none", async () => {
    const { member, link } = (
      await ana.post("/api/v1/members", { name: "Sanne", email: "sanne@halder.example", role: "agent" })
    ).json();
    const again = (await ana.post(`/api/v1/members/${member.id}/invitations`)).json();
    const check = async (from: string) =>
      (await browserOf(desk).post("/api/v1/invitation-checks", { code: from.split("#")[1] })).statusCode;
    assert.equal(await check(link), 404);
    assert.equal(await check(again.link), 200);
    await query(
      desk,
      "update invitations set expires_at = now() - interval '1 second' where accepted_at is null",
    );
    assert.equal(await check(again.link), 404);
  });

  test("an empty or blank code is no invitation (CVE-2026-53595 elsewhere)", async () => {
    for (const code of ["", " ", "                     "])
      assert.equal(
        (await browserOf(desk).post("/api/v1/invitation-acceptances", { code, password: goodPassword }))
          .statusCode,
        422,
      );
  });

  test("the same address is not invited twice, and unknown keys are refused (S-17)", async () => {
    const twice = await ana.post("/api/v1/members", {
      name: "Noor",
      email: "noor@halder.example",
      role: "agent",
    });
    assert.equal(twice.statusCode, 409);
    const { id } = (await ana.get("/api/v1/session")).json().member;
    for (const extra of [
      { organisation_id: "org_x" },
      { user_id: "usr_x" },
      { id: "mbr_x" },
      { email: "x@y.example" },
    ])
      assert.equal((await ana.put(`/api/v1/members/${id}`, extra)).statusCode, 422, JSON.stringify(extra));
  });

  test("agents change their own name and languages, nobody else's, and no rights", async () => {
    const { browser: joris, id } = await comeIn(desk, ana, {
      name: "Joris",
      email: "joris@halder.example",
      role: "agent",
    });
    const anaId = (await ana.get("/api/v1/session")).json().member.id;
    assert.equal(
      (
        await joris.put(`/api/v1/members/${id}`, {
          name: "Joris Claes",
          languages: ["nl", "fr"],
          time_zone: "Europe/Brussels",
        })
      ).statusCode,
      200,
    );
    assert.equal((await joris.put(`/api/v1/members/${id}`, { time_zone: "Mars/Olympus" })).statusCode, 422);
    for (const change of [{ role: "administrator" }, { disabled: false }])
      assert.equal((await joris.put(`/api/v1/members/${id}`, change)).statusCode, 403);
    assert.equal((await joris.put(`/api/v1/members/${anaId}`, { name: "X" })).statusCode, 403);
    assert.equal(
      (await joris.post("/api/v1/members", { name: "X", email: "x@y.example", role: "agent" })).statusCode,
      403,
    );
  });

  test("a change of role signs the member out everywhere (S-23)", async () => {
    const { browser, id } = await comeIn(desk, ana, {
      name: "Elsa",
      email: "elsa@halder.example",
      role: "agent",
    });
    assert.equal((await ana.put(`/api/v1/members/${id}`, { role: "supervisor" })).statusCode, 200);
    assert.equal((await browser.get("/api/v1/session")).statusCode, 401);
    const again = await signIn(desk, "elsa@halder.example");
    assert.equal((await again.get("/api/v1/session")).json().member.role, "supervisor");
  });

  test("a disabled member is out at once and back when enabled", async () => {
    const { browser, id } = await comeIn(desk, ana, {
      name: "Marco",
      email: "marco@halder.example",
      role: "agent",
    });
    assert.equal((await browser.get("/api/v1/session")).statusCode, 200);
    await ana.put(`/api/v1/members/${id}`, { disabled: true });
    assert.equal((await browser.get("/api/v1/session")).statusCode, 401);
    assert.equal((await ana.put(`/api/v1/members/${id}`, { disabled: false })).json().state, "active");
    await signIn(desk, "marco@halder.example");
  });

  test("the last administrator stays one, also when two demote each other at once", async () => {
    const anaId = (await ana.get("/api/v1/session")).json().member.id;
    assert.equal(
      (await ana.put(`/api/v1/members/${anaId}`, { role: "agent" })).json().code,
      "members.last_administrator",
    );
    assert.equal(
      (await ana.put(`/api/v1/members/${anaId}`, { disabled: true })).json().code,
      "members.not_yourself",
    );
    const { browser: tomas, id } = await comeIn(desk, ana, {
      name: "Tomás",
      email: "tomas@halder.example",
      role: "administrator",
    });
    const answers = await Promise.all([
      ana.put(`/api/v1/members/${id}`, { role: "agent" }),
      tomas.put(`/api/v1/members/${anaId}`, { role: "agent" }),
    ]);
    const done = answers.filter((answer) => answer.statusCode === 200).length;
    assert.equal(done, 1, answers.map((answer) => answer.body).join(" "));
    if (answers[1]!.statusCode === 200) ana = tomas;
  });

  test("preferences are kept whole and have a limit", async () => {
    const preferences = { theme: "dark", undo_seconds: 10, shortcuts: { send: "mod+enter" } };
    assert.equal((await ana.put("/api/v1/preferences", preferences)).statusCode, 200);
    assert.deepEqual((await ana.get("/api/v1/session")).json().member.preferences, preferences);
    assert.equal((await ana.put("/api/v1/preferences", { text: "x".repeat(40_000) })).statusCode, 413);
  });

  test("lists page by cursor", async () => {
    const first = (await ana.get("/api/v1/members?limit=2")).json();
    assert.equal(first.items.length, 2);
    const second = (await ana.get(`/api/v1/members?limit=2&after=${first.next}`)).json();
    assert.ok(
      !second.items.some((member: { id: string }) =>
        first.items.some((each: { id: string }) => each.id === member.id),
      ),
    );
  });
});

describe("inboxes", () => {
  let desk: Desk;
  let ana: Browser;
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  test("an administrator opens one; its members see it, others do not", async () => {
    const made = await ana.post("/api/v1/inboxes", {
      name: "Shop chat",
      kind: "web-chat",
      settings: { colour: "#224466" },
    });
    assert.equal(made.statusCode, 201, made.body);
    const inbox = made.json();
    const noor = await comeIn(desk, ana, {
      name: "Noor",
      email: "noor@halder.example",
      role: "agent",
      inbox_ids: [inbox.id],
    });
    const sanne = await comeIn(desk, ana, { name: "Sanne", email: "sanne@halder.example", role: "agent" });
    assert.equal(
      (await noor.browser.get(`/api/v1/inboxes/${inbox.id}`)).json().settings,
      null,
      "settings are for administrators",
    );
    assert.deepEqual((await ana.get(`/api/v1/inboxes/${inbox.id}`)).json().settings, { colour: "#224466" });
    assert.equal((await sanne.browser.get(`/api/v1/inboxes/${inbox.id}`)).statusCode, 404);
    assert.deepEqual((await sanne.browser.get("/api/v1/inboxes")).json().items, []);
    assert.equal((await noor.browser.put(`/api/v1/inboxes/${inbox.id}`, { name: "Mine" })).statusCode, 403);
    assert.equal((await ana.put(`/api/v1/inboxes/${inbox.id}/members/${sanne.id}`)).statusCode, 204);
    assert.equal((await sanne.browser.get(`/api/v1/inboxes/${inbox.id}`)).statusCode, 200, "at once");
    assert.equal((await ana.delete(`/api/v1/inboxes/${inbox.id}/members/${sanne.id}`)).statusCode, 204);
    assert.equal((await sanne.browser.get(`/api/v1/inboxes/${inbox.id}`)).statusCode, 404, "at once");
  });

  test("settings must be such as the channel takes, and the kind must exist", async () => {
    const open = (body: object) => ana.post("/api/v1/inboxes", { name: "X", ...body });
    assert.equal((await open({ kind: "pigeon" })).json().code, "inboxes.unknown_kind");
    const wrong = await open({ kind: "web-chat", settings: { colour: "red" } });
    assert.equal(wrong.json().code, "inboxes.settings");
    assert.match(wrong.json().detail, /colour/);
    assert.equal((await open({ kind: "web-chat", settings: { surprise: 1 } })).statusCode, 422);
    assert.equal(
      (await open({ kind: "api", member_ids: ["mbr_0000000000aaaaaaaaaaaaaaaa"] })).statusCode,
      404,
    );
  });

  test("what is secret in the settings is written and never read back", async () => {
    const secret = "a-signing-secret-of-the-shop";
    const made = await ana.post("/api/v1/inboxes", {
      name: "API",
      kind: "api",
      settings: { signing_secrets: [secret] },
    });
    assert.equal(made.statusCode, 201, made.body);
    assert.ok(!made.body.includes(secret));
    assert.ok(!(await ana.get(`/api/v1/inboxes/${made.json().id}`)).body.includes(secret));
    const kept = await query(desk, "select secrets from inboxes where name = 'API'");
    assert.deepEqual(kept[0].secrets, { signing_secrets: [secret] });
  });

  test("a signing secret is told once; the one before counts for another day", async () => {
    const { id } = (await ana.post("/api/v1/inboxes", { name: "Signed", kind: "web-chat" })).json();
    assert.equal((await ana.delete(`/api/v1/inboxes/${id}/secret`)).statusCode, 409);
    const first = (await ana.put(`/api/v1/inboxes/${id}/secret`)).json();
    const second = (await ana.put(`/api/v1/inboxes/${id}/secret`)).json();
    assert.notEqual(first.secret, second.secret);
    const [row] = await query(desk, "select secrets from inboxes where name = 'Signed'");
    assert.deepEqual(
      row.secrets.signing.map((each: { secret: string }) => each.secret),
      [second.secret, first.secret],
    );
    assert.ok(!(await ana.get(`/api/v1/inboxes/${id}`)).body.includes(second.secret));
    assert.equal((await ana.delete(`/api/v1/inboxes/${id}/secret`)).statusCode, 204);
    assert.equal((await ana.get(`/api/v1/inboxes/${id}`)).json().secret_since, null);
  });

  test("one that is not there is not found", async () => {
    assert.equal((await ana.get(`/api/v1/inboxes/${nowhere}`)).statusCode, 404);
    assert.equal((await ana.put(`/api/v1/inboxes/${nowhere}`, { name: "X" })).statusCode, 404);
  });
});

describe("API tokens", () => {
  let desk: Desk;
  let ana: Browser;
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  const withToken = (secret: string, method: "GET" | "POST" | "PUT", url: string, payload?: object) =>
    desk.app.http.inject({
      method,
      url,
      headers: { authorization: `Bearer ${secret}`, host: "desk.example" },
      ...(payload ? { payload } : {}),
    });

  test("the secret is told once, and only its hash is kept", async () => {
    const made = await ana.post("/api/v1/tokens", { name: "Shop", scopes: ["conversations:read"] });
    assert.equal(made.statusCode, 201, made.body);
    const { secret, token } = made.json();
    assert.match(secret, /^amd_[\w-]{43}$/);
    assert.ok(!(await ana.get("/api/v1/tokens")).body.includes(secret));
    const rows = await query(desk, "select row_to_json(api_tokens)::text as row from api_tokens");
    assert.ok(rows.every((row) => !row.row.includes(secret.slice(4))));
    assert.equal((await withToken(secret, "GET", "/api/v1/inboxes")).statusCode, 200);
    assert.equal((await ana.get("/api/v1/tokens")).json().items[0].id, token.id);
  });

  test("it does what its scopes say and no more, and never a person's things", async () => {
    const { secret } = (await ana.post("/api/v1/tokens", { name: "Reader", scopes: ["search:read"] })).json();
    assert.equal((await withToken(secret, "GET", "/api/v1/inboxes")).statusCode, 403);
    assert.equal((await withToken(secret, "GET", "/api/v1/session")).statusCode, 403);
    const all = (await ana.post("/api/v1/tokens", { name: "All", scopes: ["admin"] })).json();
    assert.equal((await withToken(all.secret, "GET", "/api/v1/members")).statusCode, 200);
    assert.equal(
      (await withToken(all.secret, "POST", "/api/v1/inboxes", { name: "By API", kind: "api" })).statusCode,
      201,
    );
    assert.equal(
      (await withToken(all.secret, "POST", "/api/v1/tokens", { name: "Child", scopes: ["admin"] }))
        .statusCode,
      403,
    );
    assert.equal(
      (
        await withToken(all.secret, "POST", "/api/v1/members", {
          name: "X",
          email: "x@y.example",
          role: "administrator",
        })
      ).statusCode,
      403,
    );
  });

  test("it sees only its inboxes", async () => {
    const one = (await ana.post("/api/v1/inboxes", { name: "One", kind: "api" })).json();
    const two = (await ana.post("/api/v1/inboxes", { name: "Two", kind: "api" })).json();
    const { secret } = (
      await ana.post("/api/v1/tokens", { name: "One", scopes: ["conversations:read"], inbox_ids: [one.id] })
    ).json();
    assert.deepEqual(
      (await withToken(secret, "GET", "/api/v1/inboxes")).json().items.map((each: { id: string }) => each.id),
      [one.id],
    );
    assert.equal((await withToken(secret, "GET", `/api/v1/inboxes/${two.id}`)).statusCode, 404);
  });

  test("revoked here it stops at once; revoked elsewhere within a second", async () => {
    const here = (await ana.post("/api/v1/tokens", { name: "Here", scopes: ["conversations:read"] })).json();
    assert.equal((await withToken(here.secret, "GET", "/api/v1/inboxes")).statusCode, 200);
    assert.equal((await ana.delete(`/api/v1/tokens/${here.token.id}`)).statusCode, 204);
    assert.equal((await withToken(here.secret, "GET", "/api/v1/inboxes")).statusCode, 401);
    assert.equal((await ana.delete(`/api/v1/tokens/${here.token.id}`)).statusCode, 404);
    const there = (
      await ana.post("/api/v1/tokens", { name: "There", scopes: ["conversations:read"] })
    ).json();
    assert.equal((await withToken(there.secret, "GET", "/api/v1/inboxes")).statusCode, 200);
    await query(desk, `update api_tokens set revoked_at = now() where id = '${there.token.id}'`);
    await pause(1000);
    assert.equal((await withToken(there.secret, "GET", "/api/v1/inboxes")).statusCode, 401);
  });

  test("wrong, cut, lengthened and foreign tokens are nobody, also beside a good cookie", async () => {
    const { secret } = (
      await ana.post("/api/v1/tokens", { name: "Good", scopes: ["conversations:read"] })
    ).json();
    for (const forged of [
      "amd_",
      secret.slice(0, -1),
      `${secret}x`,
      secret.toUpperCase(),
      `amd_${"a".repeat(5000)}`,
      "nonsense",
    ]) {
      assert.equal((await withToken(forged, "GET", "/api/v1/inboxes")).statusCode, 401, forged.slice(0, 60));
      const beside = await ana.send({
        method: "GET",
        url: "/api/v1/session",
        headers: { authorization: `Bearer ${forged}` },
      });
      assert.equal(beside.statusCode, 401);
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: rows of any table
async function query(desk: Desk, text: string): Promise<any[]> {
  const client = new pg.Client(desk.databaseUrl);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
