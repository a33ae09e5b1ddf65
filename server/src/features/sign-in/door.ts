import type { FastifyReply, FastifyRequest } from "fastify";
import { sessionCookieOf } from "#features/accounts/doors.ts";
import { Refusal } from "#platform/refusal.ts";
import { type Library, requestForLibrary } from "./library.ts";
import type { SignIn } from "./sign-in.ts";

/** Carries a request of ours through the library and back. */
export async function throughLibrary(
  signIn: SignIn,
  library: Library,
  request: FastifyRequest,
  body: unknown = request.body,
): Promise<Response> {
  // Path and query alone: an absolute request line or a Host header must not choose where links lead (S-25).
  const { pathname, search } = new URL(request.raw.url ?? "/", "http://any.invalid");
  const { "user-agent": userAgent } = request.headers;
  const cookie = await admittedCookies(signIn, request);
  return library.handler(
    requestForLibrary(signIn.parts.baseUrl, {
      method: request.method,
      pathAndQuery: `${pathname}${search}`,
      peer: request.ip,
      body,
      ...(cookie ? { cookie } : {}),
      ...(userAgent ? { userAgent } : {}),
    }),
  );
}

/**
 * The cookies without a session whose member may not come in: the library knows sessions, and nothing of a member who
 * was disabled while signed in (S-30).
 */
async function admittedCookies(signIn: SignIn, request: FastifyRequest): Promise<string | undefined> {
  const session = sessionCookieOf(request, signIn.sessionCookie);
  if (!session || (await request.server.doors.actors.ofCookies(session))) return request.headers.cookie;
  const others = (request.headers.cookie ?? "").split(";").map((part) => part.trim());
  return others.filter((part) => part !== session).join("; ");
}

export function passCookies(answer: Response, reply: FastifyReply): void {
  for (const cookie of answer.headers.getSetCookie()) reply.header("set-cookie", cookie);
}

/** The library's answer in our own form: its words for a refusal become a problem document with a code of ours. */
export async function answerWith(answer: Response, reply: FastifyReply): Promise<unknown> {
  passCookies(answer, reply);
  reply.header("cache-control", "no-store");
  const location = answer.headers.get("location");
  if (answer.status >= 300 && answer.status < 400 && location) return reply.redirect(location, answer.status);
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return reply.code(answer.status).send(said ?? {});
  const { code, message } = (said ?? {}) as { code?: unknown; message?: unknown };
  const retryAfter = Number(answer.headers.get("x-retry-after")) || undefined;
  throw new Refusal(
    typeof code === "string" ? `sign_in.${code.toLowerCase()}` : codeOf(answer.status),
    answer.status,
    typeof message === "string" ? message : "This cannot be done.",
    retryAfter ? { retry_after: retryAfter } : {},
  );
}

function codeOf(status: number): string {
  return status === 429 ? "sign_in.too_many_attempts" : `sign_in.refused_${status}`;
}
