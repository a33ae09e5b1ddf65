const isApple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform ?? "");

const appleNames: Record<string, string> = { mod: "⌘", shift: "⇧", alt: "⌥", enter: "↵", backspace: "⌫" };
const otherNames: Record<string, string> = {
  mod: "Ctrl",
  shift: "⇧",
  alt: "Alt",
  enter: "↵",
  backspace: "⌫",
};
const shared: Record<string, string> = {
  escape: "esc",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  tab: "Tab",
  space: "␣",
};

/** "mod+Enter" becomes ["⌘ ↵"], "g m" becomes ["G", "M"]. */
export function keyCaps(keys: string, apple: boolean = isApple): string[] {
  const names = apple ? appleNames : otherNames;
  return keys.split(" ").map((stroke) =>
    stroke
      .split("+")
      .map((part) => names[part.toLowerCase()] ?? shared[part.toLowerCase()] ?? part.toUpperCase())
      .join(" "),
  );
}

/** The value of `aria-keyshortcuts`; sequences cannot be expressed there. */
export function ariaKeys(keys: string | null | undefined, apple: boolean = isApple): string | undefined {
  if (!keys || keys.includes(" ")) return undefined;
  return keys
    .split("+")
    .map((part) =>
      part === "mod" ? (apple ? "Meta" : "Control") : part.charAt(0).toUpperCase() + part.slice(1),
    )
    .join("+");
}
