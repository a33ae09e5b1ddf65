// Customers who write over the API: node sending.ts, with a plan over IPC.
import { numberOfOpen } from "../history.ts";
import { randomFrom } from "../random.ts";
import { textWriter, vocabulary } from "../texts.ts";
import { openConnection, request } from "./http-connection.ts";
import { type Cell, closedLoop, serveWorker } from "./worker.ts";

export interface SendingPlan extends Cell {
  port: number;
  token: string;
  inboxId: string;
  /** Customers s0 … who have a conversation. */
  known: number;
  /** One message in so many comes from somebody new. 0: none. */
  newcomerEvery: number;
  /** Marks external ids and newcomers of this run. */
  run: string;
}

serveWorker<SendingPlan>(async (plan, begun) => {
  const random = randomFrom(plan.callers * 7 + plan.run.length);
  const write = textWriter(vocabulary(), random);
  const connections = await Promise.all(
    Array.from({ length: plan.callers }, () => openConnection(plan.port)),
  );
  const path = `/api/v1/inboxes/${plan.inboxId}/messages`;
  let sent = 0;
  let accepted = 0;
  let newcomers = 0;
  const result = await closedLoop(
    plan,
    async (caller) => {
      const nr = sent++;
      const isNew = plan.newcomerEvery > 0 && nr % plan.newcomerEvery === 0;
      const from = isNew ? `${plan.run}-${nr}` : `s${numberOfOpen(random, plan.known)}`;
      const message = {
        external_id: `${plan.run}-${nr}`,
        from: { id: from, name: `Customer ${from}`, language: "en" },
        text: write(),
      };
      const answer = await connections[caller]!.send(request("POST", path, plan.token, message));
      if (answer.status !== 201)
        throw new Error(`answered with ${answer.status}: ${answer.body.toString("utf8", 0, 300)}`);
      accepted++;
      if (isNew) newcomers++;
      return true;
    },
    begun,
  );
  for (const connection of connections) connection.close();
  return { ...result, counts: { accepted, newcomers } };
});
