import "@fastify/swagger";
import { randomUUID } from "node:crypto";
import { Ajv, type Options } from "ajv";
import addFormats from "ajv-formats";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { inRequest, type Log } from "./log.ts";
import { problemOf } from "./problem.ts";
import { Refusal } from "./refusal.ts";

export interface HttpOptions {
  log: Log;
  trustedProxies: string[];
  /** Hosts that requests may name; a request for another is answered 421 (S-25). Null: any. */
  hosts: ReadonlySet<string> | null;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Every address that answers, "GET /api/v1/session"; a test asks each of them as everybody (S-14). */
    readonly routeAddresses: readonly string[];
  }
}

/** The HTTP server without any route: validation, problem documents, safe headers, and limits. */
export function createHttp({ log, trustedProxies, hosts }: HttpOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    bodyLimit: 16 * 1024 * 1024,
    genReqId: () => randomUUID(),
    requestTimeout: 60_000,
    connectionTimeout: 75_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    return503OnClosing: true,
    frameworkErrors: (error, request, reply) => void answerWithProblem(log, error, request, reply),
  });
  const strict = validator({ coerceTypes: false });
  const lenient = validator({ coerceTypes: true });
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === "body" ? strict : lenient).compile(schema as Parameters<Ajv["compile"]>[0]),
  );
  listAddresses(app);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "same-origin");
    // Probes come by whatever address the machine has, and say nothing that a host name could mislead.
    const isProbe = request.url === "/healthz" || request.url === "/readyz" || request.url === "/metrics";
    if (hosts && !isProbe && !hosts.has(request.host.toLowerCase())) {
      done(new Refusal("http.wrong_host", 421, "This server does not answer for that host name.") as Error);
      return;
    }
    inRequest(request.id, done);
  });
  readJsonStrictly(app);
  app.setErrorHandler((error: FastifyError, request, reply) => answerWithProblem(log, error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    answerWithProblem(log, new Refusal("http.not_found", 404, "Nothing is at this address."), request, reply),
  );
  return app;
}

function listAddresses(app: FastifyInstance): void {
  const addresses: string[] = [];
  app.decorate("routeAddresses", addresses);
  app.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat())
      if (each !== "HEAD" && each !== "OPTIONS") addresses.push(`${each} ${url}`);
  });
}

function validator(options: Options): Ajv {
  const ajv = new Ajv({
    allErrors: false,
    removeAdditional: false,
    useDefaults: true,
    strict: false,
    ...options,
  });
  (addFormats as unknown as (instance: Ajv) => void)(ajv);
  return ajv;
}

/** Bodies must be UTF-8 and JSON, and no key may reach a prototype (S-17). Text keeps its words: see `wellFormed`. */
function readJsonStrictly(app: FastifyInstance): void {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    let text: string;
    try {
      text = decoder.decode(body as Buffer);
    } catch {
      done(new Refusal("http.not_utf8", 400, "The body is not valid UTF-8.") as Error);
      return;
    }
    if (text === "") {
      done(null, undefined);
      return;
    }
    try {
      done(null, JSON.parse(text, refusePrototype));
    } catch (error) {
      if (error instanceof Refusal) done(error);
      else done(new Refusal("http.not_json", 400, "The body is not valid JSON.") as Error);
    }
  });
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === "__proto__" || key === "constructor" || key === "prototype") {
    throw new Refusal("http.invalid", 400, `The body has the key "${key}", which is never accepted.`);
  }
  return value;
}

function answerWithProblem(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error);
  if (problem.status >= 500) {
    log.error("request.failed", error, {
      status: problem.status,
      code: problem.code,
      method: request.method,
      route: request.routeOptions?.url ?? "unknown",
    });
  }
  if (problem.status === 429 && typeof problem.retry_after === "number")
    reply.header("retry-after", problem.retry_after);
  return reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...problem, request_id: request.id });
}
