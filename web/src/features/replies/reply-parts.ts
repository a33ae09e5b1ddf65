/** What a saved reply may speak of; the same list as the server's. */
export const variableNames = [
  "customer.first_name",
  "customer.name",
  "member.name",
  "conversation.subject",
] as const;
export type VariableName = (typeof variableNames)[number];

/** The key of a variable's words. */
export function variableWords(name: VariableName) {
  return `variable.${name.replace(".", "_") as VariableKey}` as const;
}

type VariableKey = "customer_first_name" | "customer_name" | "member_name" | "conversation_subject";

export type ReplyPart =
  | { kind: "words"; words: string }
  | { kind: "variable"; name: VariableName; fallback: string };

const pattern = /\{\{\s*([a-z_.]+)\s*(?:\|([^{}]*))?\}\}/g;

/** Words and variables, in order. What only looks like a variable stays words, and the server says what is wrong. */
export function replyParts(text: string): ReplyPart[] {
  const parts: ReplyPart[] = [];
  let from = 0;
  const words = (to: number) => {
    if (to > from) parts.push({ kind: "words", words: text.slice(from, to) });
  };
  for (const match of text.matchAll(pattern)) {
    const name = variableNames.find((each) => each === match[1]);
    if (!name) continue;
    words(match.index);
    parts.push({ kind: "variable", name, fallback: (match[2] ?? "").trim() });
    from = match.index + match[0].length;
  }
  words(text.length);
  return parts;
}

export function variableText(name: string, fallback: string): string {
  const safe = fallback.replace(/[{}|]/g, "").trim();
  return safe ? `{{${name}|${safe}}}` : `{{${name}}}`;
}
