import { replyVariables } from "./replies.contract.ts";

const known = new Set<string>(replyVariables);

/**
 * What stands between double braces and is no variable of ours, or null. A text with one is not saved (S-51): a
 * customer would get to read it.
 */
export function unknownVariable(body: string): string | null {
  for (const piece of body.split("{{").slice(1)) {
    const end = piece.indexOf("}}");
    const inside = end < 0 ? piece : piece.slice(0, end);
    const [name = "", ...fallback] = inside.split("|");
    if (end < 0 || fallback.length > 1 || /[{}]/.test(inside) || !known.has(name.trim()))
      return inside.slice(0, 60);
  }
  return null;
}
