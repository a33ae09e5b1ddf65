import { tonesOf } from "./accent.ts";

/** Our petrol, unless the shop has a colour of its own. */
const petrol = "#00515a";

export function accentCss(colour: string | null | undefined): string {
  const one = (dark: boolean) => {
    const { accent, ink, text, soft } = tonesOf(
      /^#[0-9a-f]{6}$/i.test(colour ?? "") ? colour! : petrol,
      dark,
    );
    return `--accent:${accent};--accent-ink:${ink};--accent-text:${text};--accent-soft:${soft}`;
  };
  return `.w{${one(false)}}.w[data-dark]{${one(true)}}`;
}

/** Dark as the visitor's system prefers it, also when that changes, unless the tag says which. */
export function followTheme(node: HTMLElement, chosen: string | undefined): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => node.toggleAttribute("data-dark", chosen ? chosen === "dark" : dark.matches);
  dark.addEventListener("change", follow);
  follow();
}
