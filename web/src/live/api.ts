/** A refusal or failure of the server, as RFC 9457 sends it; `status` 0 means that nothing came back at all. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string | null;
  /** The whole document: some codes carry more, e.g. what is new in the thread. */
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.detail ?? body.title ?? "no answer"));
    this.name = "Problem";
    this.status = status;
    this.code = typeof body.code === "string" ? body.code : status === 0 ? "network" : "unknown";
    this.detail = typeof body.detail === "string" ? body.detail : null;
    this.body = body;
  }

  /** Nothing came back, or the server was not in a state to decide: the same request may be tried again. */
  get mayPass(): boolean {
    return (
      this.status === 0 ||
      this.status === 429 ||
      this.status === 502 ||
      this.status === 503 ||
      this.status === 504
    );
  }
}

export type RequestOptions = {
  body?: unknown;
  /** The same key for each try of one act, so that a retry after a lost answer does it once. */
  key?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
};

export type Api = {
  get: <T>(path: string, options?: Pick<RequestOptions, "signal">) => Promise<T>;
  send: <T>(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    options?: RequestOptions,
  ) => Promise<T>;
};

type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** `base` is where the paths begin: the sign-in library answers beside our own API. */
export function createApi(fetch: Fetch, onSignedOut: () => void = () => {}, base = "/api/v1"): Api {
  const request = async <T>(method: string, path: string, options: RequestOptions = {}): Promise<T> => {
    const answer = await reach(fetch, method, base + path, options);
    if (answer.status === 204) return undefined as T;
    const body = await bodyOf(answer);
    if (answer.ok) return body as T;
    if (answer.status === 401) onSignedOut();
    throw new Problem(answer.status, body as Record<string, unknown>);
  };
  return {
    get: (path, options) => request("GET", path, options),
    send: (method, path, options) => request(method, path, options),
  };
}

async function reach(fetch: Fetch, method: string, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...options.headers };
  // A page of another origin cannot set this header without asking first: the server refuses writes without it.
  if (method !== "GET") headers["x-amends"] = "1";
  if (options.key) headers["idempotency-key"] = options.key;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Problem(0, { title: "no answer" });
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return answer.ok ? undefined : { title: answer.statusText };
  }
}

/** A path with its query; undefined values fall away. */
export function withQuery(path: string, query: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
