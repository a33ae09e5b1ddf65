// A server that took a job and never finishes it: killed by the test that started it.
import { systemClock } from "../../src/platform/clock.ts";
import { openDatabase } from "../../src/platform/db.ts";
import { startJobs } from "../../src/platform/jobs.ts";
import { createLog } from "../../src/platform/log.ts";

const database = openDatabase({ url: process.argv[2]!, clock: systemClock });
const hang = async () => {
  process.stdout.write("taken\n");
  await new Promise(() => {});
};
await startJobs(
  database,
  createLog(() => {}),
  { "test-job": hang },
  [],
);
