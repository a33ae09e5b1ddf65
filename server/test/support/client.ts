import assert from "node:assert/strict";
import type { FastifyInstance } from "fastify";

/** What came back; `ok` is the body, and fails the test unless the request was done. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: T;
  readonly ok: T;
  /** The problem document's code; fails the test when the request was done. */
  readonly code: string;
}

/** Speaks to the desk as one person or program. Paths are below /api/v1. */
export interface Client {
  get<T = Json>(path: string, headers?: Headers): Promise<Answer<T>>;
  post<T = Json>(path: string, body?: unknown, headers?: Headers): Promise<Answer<T>>;
  put<T = Json>(path: string, body?: unknown, headers?: Headers): Promise<Answer<T>>;
  patch<T = Json>(path: string, body?: unknown, headers?: Headers): Promise<Answer<T>>;
  delete<T = Json>(path: string, headers?: Headers): Promise<Answer<T>>;
  /** The headers that prove who it is. */
  readonly headers: Headers;
}

type Headers = Record<string, string>;
/** An answer of which a test looks at a part. */
export type Json = Record<string, never> & { items: Json[] };

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export function clientOf(http: FastifyInstance, headers: Headers = {}): Client {
  async function ask<T>(method: Method, path: string, body: unknown, more: Headers = {}): Promise<Answer<T>> {
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const response = await http.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...headers, ...type, ...more },
      ...payload,
    });
    return answerOf<T>(`${method} ${path}`, response.statusCode, response.headers as Headers, response.body);
  }
  return {
    get: (path, more) => ask("GET", path, undefined, more),
    post: (path, body, more) => ask("POST", path, body, more),
    put: (path, body, more) => ask("PUT", path, body, more),
    patch: (path, body, more) => ask("PATCH", path, body, more),
    delete: (path, more) => ask("DELETE", path, undefined, more),
    headers,
  };
}

function answerOf<T>(what: string, status: number, headers: Headers, text: string): Answer<T> {
  const body = text === "" ? undefined : /json/.test(headers["content-type"] ?? "") ? JSON.parse(text) : text;
  return {
    status,
    headers,
    body,
    get ok() {
      assert.ok(status < 300, `${what} was answered ${status}: ${text.slice(0, 500)}`);
      return body;
    },
    get code() {
      assert.ok(status >= 400, `${what} was not refused but answered ${status}: ${text.slice(0, 300)}`);
      return body.code;
    },
  };
}
