// Callers who read pages: node reading.ts, with a plan over IPC.
import { randomFrom } from "../random.ts";
import { openConnection, request } from "./http-connection.ts";
import { type Cell, closedLoop, serveWorker } from "./worker.ts";

export interface ReadingPlan extends Cell {
  port: number;
  token: string;
  /** Each call asks for all paths of one set, one after the other; sets are taken at random. */
  sets: string[][];
}

serveWorker<ReadingPlan>(async (plan, begun) => {
  const random = randomFrom(plan.callers);
  const connections = await Promise.all(
    Array.from({ length: plan.callers }, () => openConnection(plan.port)),
  );
  const requests = plan.sets.map((paths) => paths.map((path) => request("GET", path, plan.token)));
  let bytes = 0;
  let answers = 0;
  const result = await closedLoop(
    plan,
    async (caller) => {
      for (const each of requests[Math.floor(random() * requests.length)]!) {
        const answer = await connections[caller]!.send(each);
        if (answer.status !== 200)
          throw new Error(`answered with ${answer.status}: ${answer.body.toString("utf8", 0, 300)}`);
        bytes += answer.body.length;
        answers++;
      }
      return true;
    },
    begun,
  );
  for (const connection of connections) connection.close();
  return { ...result, counts: { bytesEach: Math.round(bytes / Math.max(1, answers)) } };
});
