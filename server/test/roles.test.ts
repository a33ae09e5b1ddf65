import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";
import { openDesk } from "./support/harness.ts";

test("a process that only works tells how it fares, and answers nothing else", async () => {
  const desk = await openDesk({ roles: { web: false, worker: true } });
  const statusOf = async (url: string) => (await desk.app.http.inject({ url })).statusCode;
  assert.equal(await statusOf("/readyz"), 200);
  assert.equal(await statusOf("/healthz?from=outside"), 200);
  assert.equal(await statusOf("/metrics"), 200);
  for (const url of ["/api/v1/inbox", "/api/openapi.json", "/api/auth/get-session", "/widget.js", "/"])
    assert.equal(await statusOf(url), 404, url);
  const socket = new WebSocket(`ws://${await desk.address()}/api/v1/stream`);
  const [error] = await once(socket, "error");
  assert.match(String(error), /404/);
  await desk.close();
});
