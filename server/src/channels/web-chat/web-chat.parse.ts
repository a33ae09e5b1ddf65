import { Compile } from "typebox/compile";
import { VisitorArrival } from "#features/visitors/visitors.contract.ts";
import { type Parsed, type RawArrival, unfitReason } from "../channel.ts";

const check = Compile(VisitorArrival);
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A visitor's message as the ledger keeps it. Files were uploaded before it and are named there by id. */
export function parseWebChat(raw: RawArrival): Parsed[] {
  let content: unknown;
  try {
    content = JSON.parse(decoder.decode(raw.body));
  } catch (error) {
    return [{ kind: "unreadable", reason: error instanceof TypeError ? "Not UTF-8." : "Not JSON." }];
  }
  if (!check.Check(content))
    return [{ kind: "unreadable", reason: unfitReason("a visitor's message", check.Errors(content)) }];
  const { visitor, message } = content;
  if (message.text.trim() === "" && (message.attachments ?? []).length === 0)
    return [{ kind: "ignored", reason: "An empty message." }];
  return [
    {
      kind: "message",
      message: {
        // A visitor's own ids mean nothing beside another visitor's.
        external_id: `${visitor.id}:${message.client_id}`,
        from: {
          id: visitor.id,
          ...(visitor.name === undefined ? {} : { name: visitor.name }),
          ...(visitor.language === undefined ? {} : { language: visitor.language }),
        },
        text: message.text,
      },
    },
  ];
}
