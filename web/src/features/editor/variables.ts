/** Saved replies speak to a person: `{{customer.first_name|there}}` is a name, or "there" when we do not know one. */
export type VariableValues = Record<string, string | null | undefined>;

const pattern = /\{\{\s*([a-z_.]+)\s*(?:\|([^{}]*))?\}\}/g;

export type VariablePart = { kind: "words"; words: string } | { kind: "empty"; name: string };

/** The text with everything known filled in; what is known by nobody and has no fallback stays a gap. */
export function fillVariables(body: string, values: VariableValues): string {
  return body.replace(pattern, (whole, name: string, fallback: string | undefined) => {
    const value = values[name]?.trim();
    if (value) return value;
    return fallback === undefined ? `{{${name}}}` : fallback.trim() || whole;
  });
}

/** Words and gaps, in order; a text with a gap cannot go out. */
export function partsOf(text: string): VariablePart[] {
  const parts: VariablePart[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) parts.push({ kind: "words", words: text.slice(from, match.index) });
    parts.push({ kind: "empty", name: match[1] ?? "" });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: "words", words: text.slice(from) });
  return parts;
}

export function emptyVariables(text: string): string[] {
  return [...new Set(partsOf(text).flatMap((part) => (part.kind === "empty" ? [part.name] : [])))];
}

/** The first name as it is written to: the first word, and nothing when the "name" is an address. */
export function firstNameOf(name: string | null): string | null {
  const first = name?.trim().split(/\s+/)[0] ?? "";
  return first === "" || first.includes("@") ? null : first;
}
