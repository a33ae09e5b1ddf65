import { AmendsChat } from "./element.ts";
import { chooseLanguage } from "./language.ts";

/** One tag, one widget. */
function place(script: HTMLScriptElement): void {
  const { inbox, lang, color, side, theme } = script.dataset;
  if (!inbox) {
    console.warn("Amends: the script tag has no data-inbox.");
    return;
  }
  // Two tags may bring two versions: the first one's element serves both.
  if (!customElements.get("amends-chat")) customElements.define("amends-chat", AmendsChat);
  const element = document.createElement("amends-chat") as AmendsChat;
  element.tag = {
    inbox,
    desk: new URL(".", script.src).href,
    language: chooseLanguage(lang, document.documentElement.lang, ...navigator.languages),
    color,
    nonce: script.nonce,
    above: document.querySelectorAll("amends-chat").length,
  };
  if (side) element.dataset.side = side;
  if (theme) element.dataset.theme = theme;
  announce(element);
  if (document.body) document.body.append(element);
  else addEventListener("DOMContentLoaded", () => document.body.append(element));
}

/** `window.Amends` is the page's first widget, and finds the others with `of(inbox)`. */
function announce(element: AmendsChat): void {
  const page = window as unknown as { Amends?: AmendsChat };
  page.Amends ??= element;
  document.dispatchEvent(new CustomEvent("amends:ready", { detail: element }));
}

const current = document.currentScript;
if (current instanceof HTMLScriptElement) place(current);
