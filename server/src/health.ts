import type { FastifyInstance } from "fastify";
import { Type } from "#lib/schema.ts";
import type { Database } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Sockets } from "#platform/sockets.ts";

const Health = Type.Object({ status: Type.String() });

const healthPaths: readonly string[] = ["/healthz", "/readyz", "/metrics"];

/** A process that only works is asked how it fares, and nothing else: what it need not answer cannot be attacked there. */
export function answerHealthAlone(app: FastifyInstance): void {
  app.addHook("onRequest", async (request) => {
    if (!healthPaths.includes(request.url.split("?", 1)[0]!))
      throw new Refusal("http.not_found", 404, "This process works in the background and answers nobody.");
  });
}

/** Is the process up, is it ready, and how does it fare. */
export function healthRoutes(
  app: FastifyInstance,
  { database, sockets, isWorking }: { database: Database; sockets: Sockets; isWorking: () => boolean },
): void {
  app.get("/healthz", { schema: { hide: true, response: { 200: Health } } }, () => ({ status: "up" }));

  app.get("/readyz", { schema: { hide: true, response: { 200: Health } } }, async () => {
    await database.owner.query("select 1 from organisations limit 1");
    if (!isWorking()) throw new Refusal("http.not_ready", 503, "The workers are not running yet.");
    return { status: "ready" };
  });

  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) => {
    const backlog = await database.owner.query(
      "select count(*)::int as n from journal where position is null",
    );
    const memory = process.memoryUsage();
    const lines = [
      "# TYPE amends_sockets gauge",
      `amends_sockets ${sockets.count()}`,
      "# TYPE amends_journal_unpublished gauge",
      `amends_journal_unpublished ${backlog.rows[0].n}`,
      "# TYPE process_resident_memory_bytes gauge",
      `process_resident_memory_bytes ${memory.rss}`,
      "# TYPE process_cpu_seconds_total counter",
      `process_cpu_seconds_total ${process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6}`,
    ];
    return reply.type("text/plain; version=0.0.4").send(`${lines.join("\n")}\n`);
  });
}
