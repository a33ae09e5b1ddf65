import { isUtf8 } from "node:buffer";
import { maskSecrets } from "#features/guard/masking.rules.ts";
import type { Inbound } from "./inbound.ts";

/** A customer's message without the card numbers and passwords in it; what is stored anywhere is made from this. */
export function withoutSecrets(inbound: Inbound): Inbound {
  return {
    ...inbound,
    text: maskSecrets(inbound.text).text,
    ...(inbound.subject ? { subject: maskSecrets(inbound.subject).text } : {}),
    // What lies in the ledger already was masked when it was laid there.
    raw: inbound.arrivalId === null ? maskRaw(inbound.raw) : inbound.raw,
  };
}

/**
 * The raw thing without them, and otherwise byte for byte as it came: in JSON each string is looked at for itself, any
 * other text as a whole. What is no text is left alone.
 */
export function maskRaw(raw: Buffer): Buffer {
  if (raw.includes(0)) return raw;
  const isUnicode = isUtf8(raw);
  // Latin-1 gives every byte a character of its own, and back.
  const text = raw.toString(isUnicode ? "utf8" : "latin1");
  const masked = isJson(text) ? maskStrings(text) : maskSecrets(text).text;
  if (masked === text) return raw;
  return isUnicode ? Buffer.from(masked) : Buffer.from(masked.replaceAll("•", "*"), "latin1");
}

/** Between the quotes only: numbers, order and spaces of the sender stay as they were. */
function maskStrings(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/gs, (literal) => {
    const value = JSON.parse(literal) as string;
    const { text, masked } = maskSecrets(value);
    return masked.length === 0 ? literal : JSON.stringify(text);
  });
}

function isJson(text: string): boolean {
  if (!/^\s*[[{"]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
