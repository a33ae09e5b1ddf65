import { Compile } from "typebox/compile";
import { InboundMessage } from "#features/conversations/conversations.contract.ts";
import { type Parsed, type RawArrival, unfitReason } from "../channel.ts";

const check = Compile(InboundMessage);
const decoder = new TextDecoder("utf-8", { fatal: true });

/** One message, or a list of at most a hundred, each as in POST /inboxes/{inbox}/messages. */
export function parseApi(raw: RawArrival): Parsed[] {
  let content: unknown;
  try {
    content = JSON.parse(decoder.decode(raw.body));
  } catch (error) {
    return [unreadable(error instanceof TypeError ? "The body is not UTF-8." : "The body is not JSON.")];
  }
  if (!Array.isArray(content)) return [parseOne(content)];
  if (content.length === 0) return [{ kind: "ignored", reason: "An empty list." }];
  if (content.length > 100) return [unreadable(`The list has ${content.length} messages; 100 fit.`)];
  return content.map(parseOne);
}

function parseOne(item: unknown): Parsed {
  if (check.Check(item)) return { kind: "message", message: item };
  return unreadable(unfitReason("a message", check.Errors(item)));
}

function unreadable(reason: string): Parsed {
  return { kind: "unreadable", reason };
}
