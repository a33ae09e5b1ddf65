/** Initials in a circle; never a photograph, never colour as identity. */
export function Face({
  name,
  ours = false,
  big = false,
}: {
  name: string | null;
  ours?: boolean;
  big?: boolean;
}) {
  const classes = ["face", ours ? "us" : "", big ? "big" : ""].filter(Boolean).join(" ");
  return (
    // Drawn by the style sheet: it is a picture of the name that stands beside it, and no text of its own.
    <span className={classes} data-initials={initials(name)} aria-hidden="true" />
  );
}

export function initials(name: string | null): string {
  const words = (name ?? "").trim().split(/\s+/).filter(Boolean);
  const first = words[0];
  if (!first) return "·";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return (firstLetter(first) + (last ? firstLetter(last) : "")).toLocaleUpperCase();
}

function firstLetter(word: string): string {
  return Array.from(word)[0] ?? "";
}
