import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../src/platform/clock.ts";
import { openDatabase } from "../src/platform/db.ts";
import { prepareJobs, startJobs, startJobsLater } from "../src/platform/jobs.ts";
import { createLog } from "../src/platform/log.ts";
import { cuttableLine } from "./support/cuttable-line.ts";
import { testDatabase } from "./support/database.ts";

test("the job of a server that was killed is done by the next, and that of a living one is left to it", async () => {
  const { url, drop } = await testDatabase();
  const database = openDatabase({ url, clock: systemClock });
  const lines: string[] = [];
  const log = createLog((line) => lines.push(line));
  await prepareJobs(database, log);
  await database.owner.query("select graphile_worker.add_job('test-job', '{}')");
  const hanging = spawn(process.execPath, [join(import.meta.dirname, "support", "hanging-worker.ts"), url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  after(() => void hanging.kill("SIGKILL"));
  await once(hanging.stdout, "data");
  let done = 0;
  const job = { "test-job": async () => void done++ };
  const beside = await startJobs(database, log, job, []);
  await pause(1500);
  await beside.stop();
  assert.equal(done, 0, "its server still lives");
  hanging.kill("SIGKILL");
  await once(hanging, "exit");
  const next = await startJobs(database, log, job, []);
  for (let tries = 0; done === 0 && tries < 100; tries++) await pause(50);
  await next.stop();
  assert.equal(done, 1);
  assert.ok(lines.some((line) => line.includes("jobs.given_back")));
  await database.close();
  await drop();
});

test("a database that is gone when a job ends stops neither the server nor its jobs for good", async () => {
  const { url, drop } = await testDatabase();
  const line = await cuttableLine(url);
  const database = openDatabase({ url: line.url, clock: systemClock });
  const log = createLog(() => {});
  await prepareJobs(database, log);
  const began: string[] = [];
  const job = async (payload: unknown) => {
    const { name } = payload as { name: string };
    began.push(name);
    if (name !== "cut" || began.length > 1) return;
    line.cut();
    await pause(200);
    throw new Error("The database is gone.");
  };
  const jobs = await startJobs(database, log, { "test-job": job }, []);
  await database.owner.query("select graphile_worker.add_job('test-job', '{\"name\": \"cut\"}')");
  for (let tries = 0; began.length === 0 && tries < 100; tries++) await pause(50);
  await pause(500);
  line.mend();
  await pause(200);
  await database.owner.query("select graphile_worker.add_job('test-job', '{\"name\": \"later\"}')");
  for (let tries = 0; began.length < 3 && tries < 400; tries++) await pause(50);
  assert.deepEqual(began.sort(), ["cut", "cut", "later"]);
  await jobs.stop();
  await database.close();
  await line.close();
  await drop();
});

test("jobs that wait for somebody else's server are worked off apart, and nothing waits behind them", async () => {
  const { url, drop } = await testDatabase();
  const database = openDatabase({ url, clock: systemClock });
  const log = createLog(() => {});
  await prepareJobs(database, log);
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let begun = 0;
  const slow = () => {
    begun++;
    return ended;
  };
  const apart = startJobsLater(database, log, { slow });
  let done = 0;
  const quick = await startJobs(database, log, { quick: async () => void done++ }, []);
  await database.owner.query(
    "select graphile_worker.add_job('slow', '{}') from generate_series(1, 5) union all select graphile_worker.add_job('quick', '{}')",
  );
  for (let tries = 0; (done === 0 || begun < 2) && tries < 100; tries++) await pause(50);
  assert.deepEqual([done, begun], [1, 2]);
  end();
  await Promise.all([apart.stop(), quick.stop()]);
  await database.close();
  await drop();
});
