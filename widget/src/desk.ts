import type {
  NewSession,
  Talk,
  TalkState,
  VisitorMessage,
  VisitorMessageAccepted,
  VisitorSession,
  WidgetAttachment,
  WidgetConfig,
} from "@amends/server/contract";

/** The desk said no, or (status 0) said nothing. */
export class DeskError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly retryAfterS: number | null;

  constructor(status: number, code: string | null, retryAfterS: number | null) {
    super(code ?? `status ${status}`);
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

export interface Desk {
  config(): Promise<WidgetConfig>;
  startSession(session: NewSession): Promise<VisitorSession>;
  talk(before?: string | null, whole?: boolean): Promise<Talk>;
  send(message: VisitorMessage): Promise<VisitorMessageAccepted>;
  upload(
    file: Blob,
    name: string,
    progress: (share: number) => void,
    stop: AbortSignal,
  ): Promise<WidgetAttachment>;
  leaveAddress(email: string, name: string): Promise<TalkState>;
  read(until: string): Promise<void>;
  judge(answered: boolean, text: string): Promise<TalkState>;
  requestCode(email: string): Promise<{ expires_at: string }>;
  makeLink(): Promise<{ key: string; expires_at: string }>;
  resume(by: { email: string; code: string } | { key: string }): Promise<VisitorSession>;
  readonly socketUrl: string;
}

/** The desk's API for visitors: plain CORS calls with a bearer token, never a cookie. */
export function deskAt(base: string, inbox: string, token: () => string | null): Desk {
  const root = `${base}api/v1/widget/${inbox}`;
  const headers = (): Record<string, string> => {
    const held = token();
    return held ? { authorization: `Bearer ${held}` } : {};
  };
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(root + path, {
      method,
      headers: body === undefined ? headers() : { ...headers(), "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(20_000),
    }).catch(() => {
      throw new DeskError(0, null, null);
    });
    const content = answer.status === 204 ? null : await answer.json().catch(() => null);
    if (!answer.ok)
      throw new DeskError(answer.status, content?.code ?? null, seconds(answer.headers.get("retry-after")));
    return content as T;
  }
  return {
    config: () => call("GET", "/config"),
    startSession: (session) => call("POST", "/sessions", session),
    talk(before, whole) {
      const query = whole ? "?whole=true" : before ? `?before=${encodeURIComponent(before)}` : "";
      return call("GET", `/conversation${query}`);
    },
    send: (message) => call("POST", "/messages", message),
    upload: (file, name, progress, stop) =>
      upload(`${root}/attachments`, headers(), file, name, progress, stop),
    leaveAddress: (email, name) => call("POST", "/contact", name ? { email, name } : { email }),
    read: (until) => call("PUT", "/read", { until }),
    judge: (answered, text) => call("POST", "/verdict", answered ? { answered } : { answered, text }),
    requestCode: (email) => call("POST", "/resume-codes", { email }),
    makeLink: () => call("POST", "/resume-links", {}),
    resume: (by) => call("POST", "/resume", by),
    socketUrl: `${root.replace(/^http/, "ws")}/stream`,
  };
}

/** XMLHttpRequest, because fetch cannot tell how much has gone up. */
function upload(
  url: string,
  headers: Record<string, string>,
  file: Blob,
  name: string,
  progress: (share: number) => void,
  stop: AbortSignal,
): Promise<WidgetAttachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [key, value] of Object.entries(headers)) request.setRequestHeader(key, value);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(name));
    request.setRequestHeader("x-file-type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status < 300 && request.response) resolve(request.response);
      else reject(new DeskError(request.status, request.response?.code ?? null, null));
    };
    request.onerror = () => reject(new DeskError(0, null, null));
    request.onabort = () => reject(new DeskError(-1, null, null));
    stop.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function seconds(header: string | null): number | null {
  const value = Number(header ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}
