import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { openFolder } from "../src/platform/files.ts";
import { problemOf } from "../src/platform/problem.ts";
import { type CuttableLine, cuttableLine } from "./support/cuttable-line.ts";
import { type TestDatabase, testDatabase } from "./support/database.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

let database: TestDatabase;
let line: CuttableLine;
let desk: Desk;
let house: House;

before(async () => {
  database = await testDatabase();
  line = await cuttableLine(database.url);
  desk = await openDesk({ databaseUrl: line.url });
  house = await foundHouse(desk);
});

after(async () => {
  line.mend();
  await desk.close();
  await line.close();
  await database.drop();
});

test("with the database gone, every request says so, nothing is acknowledged, and the desk goes on when it is back", async () => {
  const words = { external_id: "f-1", from: { id: "c-1", name: "Mrs Okafor" }, text: "Is anybody there?" };
  const path = `/inboxes/${house.inboxId}/messages`;
  assert.equal((await house.program.post(path, words)).status, 201);
  line.cut();
  for (let i = 0; i < 3; i++) {
    const answer = await house.program.post<{ code: string }>(path, { ...words, external_id: "f-2" });
    assert.equal(answer.status, 503);
    assert.equal(answer.body.code, "database.unavailable");
  }
  assert.equal((await house.program.get("/conversations")).status, 503);
  line.mend();
  await pause(300);
  const answer = await house.program.post(path, { ...words, external_id: "f-2" });
  assert.equal(answer.status, 201);
  assert.equal((await house.program.post(path, { ...words, external_id: "f-2" })).status, 200);
});

test("what is committed while the journal's reader was cut off is told when it is back", async () => {
  const address = await desk.address();
  const socket = new WebSocket(`ws://${address}/api/v1/stream`, { headers: house.program.headers });
  const told: { type?: string }[] = [];
  socket.on("message", (data) => told.push(JSON.parse(String(data))));
  await new Promise((resolve) => socket.once("open", resolve));
  line.cut();
  await pause(700);
  line.mend();
  await pause(300);
  await house.okafor.writes("Told after the cut");
  await desk.settle();
  await pause(200);
  assert.ok(told.some((event) => event.type === "message.added"));
  socket.close();
});

test("a full disk is said as such, whichever side noticed it", async () => {
  assert.deepEqual(pick(problemOf(Object.assign(new Error("x"), { code: "ENOSPC" }))), [
    507,
    "database.full",
  ]);
  assert.deepEqual(pick(problemOf(Object.assign(new Error("x"), { code: "53100" }))), [507, "database.full"]);
  const folder = mkdtempSync(join(tmpdir(), "amends-small-disk-"));
  if (!mountSmall(folder)) {
    rmSync(folder, { recursive: true });
    return;
  }
  try {
    const files = await openFolder(folder);
    writeFileSync(join(folder, "filler"), Buffer.alloc(900 * 1024));
    await assert.rejects(files.put("att_0000000000aaaaaa", Buffer.alloc(512 * 1024)), { code: "ENOSPC" });
    rmSync(join(folder, "filler"));
    await files.put("att_0000000000aaaaaa", Buffer.alloc(512 * 1024));
  } finally {
    execFileSync("umount", [folder]);
    rmSync(folder, { recursive: true });
  }
});

test("a reader who does not read is dropped, and the others are told in time", async () => {
  const address = await desk.address();
  const slow = new WebSocket(`ws://${address}/api/v1/stream`, { headers: house.program.headers });
  const quick = new WebSocket(`ws://${address}/api/v1/stream`, { headers: house.program.headers });
  let count = 0;
  quick.on("message", () => {
    count += 1;
  });
  await Promise.all([slow, quick].map((socket) => new Promise((resolve) => socket.once("open", resolve))));
  (slow as unknown as { _socket: { pause(): void } })._socket.pause();
  const gone = new Promise((resolve) => slow.once("close", resolve));
  const customer = house.customer("Mr Wordy");
  for (let i = 0; i < 160; i++) await customer.writes(`${i} ${"long words ".repeat(8000)}`);
  await desk.settle();
  await pause(300);
  assert.ok(count >= 160, `the quick one was told ${count} times`);
  (slow as unknown as { _socket: { resume(): void } })._socket.resume();
  await gone;
  quick.close();
});

/** A disk of one megabyte; false where we may not mount one, and the mapping above is all that can be shown. */
function mountSmall(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function pick({ status, code }: { status: number; code: string }): [number, string] {
  return [status, code];
}
