import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a language model's server was asked, in the documented form of POST /chat/completions. */
export interface AskedOfModel {
  path: string;
  authorization: string | null;
  body: {
    model: string;
    messages: { role: string; content: string }[];
    response_format?: { type: string; json_schema?: { schema: object; strict?: boolean } };
  };
}

export type ModelAnswer = (asked: AskedOfModel, response: ServerResponse) => void | Promise<void>;

/** A language model's server on loopback that says what a test lets it say. */
export interface ModelDouble {
  readonly host: string;
  readonly baseUrl: string;
  readonly asked: AskedOfModel[];
  /** The bearer key without which it answers 401; null: none. */
  key: string | null;
  answer: ModelAnswer;
  close(): Promise<void>;
}

export async function openModelDouble(): Promise<ModelDouble> {
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const double: ModelDouble = {
    host,
    baseUrl: `http://${host}/v1`,
    asked: [],
    key: null,
    answer: says({ findings: [] }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return double;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const asked = {
      path: `${request.method} ${request.url}`,
      authorization: request.headers.authorization ?? null,
      body: JSON.parse(Buffer.concat(parts).toString("utf8") || "{}"),
    };
    double.asked.push(asked);
    if (double.key !== null && asked.authorization !== `Bearer ${double.key}`)
      return fails(401)(asked, response) as undefined;
    await double.answer(asked, response);
  }
}

/** A completion with this in it: text as it is, anything else as JSON. */
export function says(content: unknown): ModelAnswer {
  return ({ body }, response) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify({
        id: "chatcmpl-1",
        object: "chat.completion",
        created: 1764000000,
        model: body.model,
        choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
        usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
      }),
    );
  };
}

export function fails(status: number, words = "no"): ModelAnswer {
  return (_asked, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: words, type: "error", param: null, code: null } }));
  };
}
