/** Text that PostgreSQL and JSON can hold: NUL and lone surrogates become U+FFFD, so that no message is refused for one. */
export function wellFormed(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}

/** One line for a list: white space folded, at most `length` characters, never half a character. */
export function preview(text: string, length = 160): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/gu, " ")
    .trim();
  if (line.length <= length) return line;
  return `${[...line].slice(0, length - 1).join("")}…`;
}

/** Names without controls and direction overrides, which could dress one person up as another (S-07). */
export function plainName(name: string | undefined | null): string | null {
  if (!name) return null;
  const plain = wellFormed(name)
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return plain === "" ? null : plain.slice(0, 200);
}

/** The languages whose words we can stem; anything else is searched as written. */
export const stemmedLanguages = ["en", "nl", "sv", "it", "de"] as const;

/** `nl-BE` → `nl`; null for what is no language tag. */
export function languageOf(tag: string | undefined | null): string | null {
  const match = /^([a-zA-Z]{2,3})([-_].*)?$/.exec(tag ?? "");
  return match ? match[1]!.toLowerCase() : null;
}
