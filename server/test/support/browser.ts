import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";

export type Answer = LightMyRequestResponse;

export interface BrowserOptions {
  /** The address of the pages that this browser shows. */
  origin: string;
  /** Where it sits. */
  peer?: string;
}

/** A browser on our pages: keeps cookies, says where it comes from, and marks its changes as ours. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #app: FastifyInstance;
  readonly #options: BrowserOptions;

  constructor(app: FastifyInstance, options: BrowserOptions) {
    this.#app = app;
    this.#options = options;
  }

  get(url: string): Promise<Answer> {
    return this.send({ method: "GET", url });
  }
  post(url: string, body: unknown = {}): Promise<Answer> {
    return this.send({ method: "POST", url, payload: body as object });
  }
  put(url: string, body?: unknown): Promise<Answer> {
    return this.send({ method: "PUT", url, ...(body === undefined ? {} : { payload: body as object }) });
  }
  delete(url: string): Promise<Answer> {
    return this.send({ method: "DELETE", url });
  }

  async send(request: InjectOptions): Promise<Answer> {
    const { origin, peer = "192.0.2.10" } = this.#options;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const isChange = request.method !== "GET";
    const answer = await this.#app.inject({
      remoteAddress: peer,
      ...request,
      headers: {
        host: new URL(origin).host,
        "user-agent": "A browser",
        ...(cookie ? { cookie } : {}),
        ...(isChange ? { origin, "x-amends": "1" } : {}),
        ...request.headers,
      },
    });
    this.#keep(answer);
    return answer;
  }

  #keep(answer: Answer): void {
    const header = answer.headers["set-cookie"];
    for (const line of Array.isArray(header) ? header : header ? [header] : []) {
      const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      const value = pair.slice(pair.indexOf("=") + 1);
      const isGone = value === "" || attributes.some((attribute) => /^max-age=0$/i.test(attribute));
      if (isGone) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
