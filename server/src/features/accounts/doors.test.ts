import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import type { Browser } from "../../../test/support/browser.ts";
import {
  browserOf,
  comeIn,
  type Desk,
  goodPassword,
  openEmptyDesk,
  setUpDesk,
} from "../../../test/support/doors.ts";

const ours = "https://desk.example";

describe("who may change things by cookie (S-36)", () => {
  let desk: Desk;
  let ana: Browser;
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  const put = (headers: Record<string, string>, more: object = {}) =>
    ana.send({ method: "PUT", url: "/api/v1/preferences", payload: { theme: "dark" }, headers, ...more });

  test("only a page of ours, which says so", async () => {
    assert.equal((await put({})).statusCode, 200);
    for (const headers of [
      { "x-amends": "" },
      { "x-amends": "0" },
      { origin: "" },
      { origin: "null" },
      { origin: "https://evil.example" },
      { origin: "https://desk.example.evil.example" },
      { origin: "https://sub.desk.example" },
      { origin: "http://desk.example" },
      { origin: "https://desk.example:8443" },
    ]) {
      const answer = await put(headers as Record<string, string>);
      assert.equal(answer.statusCode, 403, JSON.stringify(headers));
      assert.equal(answer.json().code, "accounts.forged");
    }
  });

  test("no simple content type, method override or GET changes anything", async () => {
    const simple = { origin: "https://evil.example", "x-amends": "" };
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
    ]) {
      const answer = await ana.send({
        method: "POST",
        url: "/api/v1/members",
        payload: '{"name":"Eve","email":"eve@evil.example","role":"administrator"}',
        headers: { ...simple, "content-type": type },
      });
      assert.ok(answer.statusCode >= 400, type);
    }
    const { id } = (await ana.get("/api/v1/session")).json().member;
    const overridden = await ana.send({
      method: "GET",
      url: `/api/v1/members/${id}?_method=PUT&role=agent`,
      headers: { "x-http-method-override": "PUT" },
    });
    assert.ok(overridden.statusCode >= 400);
    assert.equal((await ana.get("/api/v1/members")).json().items.length, 1);
    assert.equal((await ana.get("/api/v1/session")).json().member.role, "administrator");
  });

  test("another page signs nobody in and nobody out", async () => {
    const evil = { origin: "https://evil.example", "x-amends": "" };
    const body = { email: "ana@halder.example", password: goodPassword };
    const into = await browserOf(desk).send({
      method: "POST",
      url: "/api/auth/sign-in/email",
      payload: body,
      headers: evil,
    });
    assert.equal(into.statusCode, 403);
    const out = await ana.send({ method: "POST", url: "/api/auth/sign-out", payload: {}, headers: evil });
    assert.equal(out.statusCode, 403);
    assert.equal((await ana.get("/api/v1/session")).statusCode, 200);
  });

  test("a request for another host is refused, whatever it forwards (S-25)", async () => {
    const ask = (headers: Record<string, string>) =>
      desk.app.http.inject({ method: "GET", url: "/api/v1/sign-in-options", headers });
    assert.equal((await ask({ host: "desk.example" })).statusCode, 200);
    assert.equal((await ask({ host: "DESK.example" })).statusCode, 200);
    assert.equal((await ask({ host: "evil.example" })).statusCode, 421);
    assert.equal((await ask({ host: "desk.example.evil.example" })).statusCode, 421);
    assert.equal((await ask({ host: "desk.example", "x-forwarded-host": "evil.example" })).statusCode, 200);
    const healthy = await desk.app.http.inject({ url: "/healthz", headers: { host: "10.0.0.7:4400" } });
    assert.equal(healthy.statusCode, 200);
  });

  test("the peer of a request is whom we see, not whom it forwards (S-27)", async () => {
    const guess = (forwarded: string) =>
      browserOf(desk, "203.0.113.200").send({
        method: "POST",
        url: "/api/auth/sign-in/email",
        payload: { email: "somebody@halder.example", password: "not-the-right-words-at-all" },
        headers: { "x-forwarded-for": forwarded, "x-real-ip": forwarded, "x-amends-peer": forwarded },
      });
    await desk.owner.query(
      "insert into auth.attempts (key, count, expires_at) values ('network:203.0.113.200', 100, now() + interval '5 minutes')",
    );
    for (const forwarded of ["10.0.0.1", "192.0.2.1, 10.0.0.1", "::1"])
      assert.equal((await guess(forwarded)).statusCode, 429, forwarded);
  });
});

describe("tickets to the stream (S-33)", () => {
  let desk: Desk;
  let ana: Browser;
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  const ticketOf = async (browser: Browser): Promise<string> => {
    const answer = await browser.post("/api/v1/stream-tickets");
    assert.equal(answer.statusCode, 201, answer.body);
    return answer.json().ticket;
  };
  async function open(ticket: string | null, origin?: string): Promise<WebSocket | number> {
    const address = await desk.address();
    const query = ticket ? `?session=${ticket}` : "";
    const socket = new WebSocket(`ws://${address}/api/v1/stream${query}`, origin ? { origin } : {});
    return new Promise((resolve) => {
      socket.on("open", () => resolve(socket));
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
      socket.on("error", () => resolve(0));
    });
  }
  const opens = async (ticket: string | null, origin?: string) => {
    const outcome = await open(ticket, origin);
    if (typeof outcome === "number") return false;
    outcome.terminate();
    return true;
  };

  test("one ticket opens one socket, once, and only for a page of ours", async () => {
    const ticket = await ticketOf(ana);
    assert.equal(await opens(ticket, ours), true);
    assert.equal(await opens(ticket, ours), false, "used");
    for (const origin of [
      undefined,
      "null",
      "https://evil.example",
      "https://sub.desk.example",
      "http://desk.example",
    ])
      assert.equal(await opens(await ticketOf(ana), origin), false, String(origin));
    assert.equal(await opens(null, ours), false, "no ticket, only a good origin");
  });

  test("of many who present one ticket at once, one gets in", async () => {
    const ticket = await ticketOf(ana);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => opens(ticket, ours)));
    assert.equal(outcomes.filter(Boolean).length, 1);
  });

  test("a ticket that has run out, or whose session has ended, opens nothing", async () => {
    const late = await ticketOf(ana);
    await desk.owner.query("update auth.stream_tickets set expires_at = now() - interval '1 second'");
    assert.equal(await opens(late, ours), false);
    const noor = await comeIn(desk, ana, { name: "Noor", email: "noor@halder.example", role: "agent" });
    const ticket = await ticketOf(noor.browser);
    await ana.put(`/api/v1/members/${noor.id}`, { disabled: true });
    assert.equal(await opens(ticket, ours), false);
  });

  // A second is what elsewhere takes on a quiet machine; on a busy one that it falls by itself is what counts.
  test("a socket falls at once when its member is disabled here, within a second when elsewhere (S-20)", async () => {
    const sanne = await comeIn(desk, ana, { name: "Sanne", email: "sanne@halder.example", role: "agent" });
    const closedAfter = async (browser: Browser, change: () => Promise<unknown>) => {
      const socket = (await open(await ticketOf(browser), ours)) as WebSocket;
      const closed = once(socket, "close");
      const began = performance.now();
      await change();
      await closed;
      return performance.now() - began;
    };
    const elsewhere = "update members set role = 'supervisor' where email = 'sanne@halder.example'";
    assert.ok((await closedAfter(sanne.browser, () => desk.owner.query(elsewhere))) < 10_000);
    const inbox = (await ana.post("/api/v1/inboxes", { name: "Chat", kind: "web-chat" })).json();
    const joining = () => ana.put(`/api/v1/inboxes/${inbox.id}/members/${sanne.id}`);
    assert.ok((await closedAfter(sanne.browser, joining)) < 10_000, "gaining an inbox re-scopes");
    const disabling = () => ana.put(`/api/v1/members/${sanne.id}`, { disabled: true });
    assert.ok((await closedAfter(sanne.browser, disabling)) < 10_000);
  });

  test("a session that ends takes its socket with it, and no other", async () => {
    const there = browserOf(desk);
    await there.post("/api/auth/sign-in/email", { email: "ana@halder.example", password: goodPassword });
    const here = (await open(await ticketOf(ana), ours)) as WebSocket;
    const other = (await open(await ticketOf(there), ours)) as WebSocket;
    const closed = once(other, "close");
    await there.post("/api/auth/sign-out");
    await closed;
    await pause(50);
    assert.equal(here.readyState, WebSocket.OPEN);
    here.terminate();
  });
});
