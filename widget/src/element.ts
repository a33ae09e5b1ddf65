import { addStyles } from "./add-styles.ts";
import { draw } from "./drawing.ts";
import type { App, Handle, Prefill, Words } from "./handle.ts";
import type { Language } from "./language.ts";
import css from "./loader.css";
import { type KeptSession, shelfOf } from "./shelf.ts";

/** Names of the built parts, put in by the build. */
declare const parts: { app: string } & Record<Language, string>;

const labels: Record<Language, string> = {
  en: "Chat with us",
  nl: "Chat met ons",
  sv: "Chatta med oss",
  it: "Scriva in chat",
  de: "Chat mit uns",
};

/** A speech bubble, and in it the product's mark: a knot on its way to the line. */
const bubble =
  "M4 2.500h8A1.500 1.500 0 0 1 13.500 4v5.500A1.500 1.500 0 0 1 12 11H7.500l-3.200 2.700V11H4a1.500 1.500 0 0 1-1.500-1.500V4A1.500 1.500 0 0 1 4 2.500M4.800 6.750h3.600M10.900 4.900v3.700";

/** A talk that moved this recently is kept live behind the closed button. */
const warmMs = 30 * 60_000;

export interface Tag {
  inbox: string;
  desk: string;
  language: Language;
  color: string | undefined;
  nonce: string;
  /** How many widgets stood here before. */
  above: number;
}

/** The button on every page; everything behind it comes when somebody wants it. */
export class AmendsChat extends HTMLElement {
  tag!: Tag;
  #handle: Handle | undefined;
  #loading: Promise<App> | undefined;
  #later: ((app: App) => void)[] = [];

  connectedCallback(): void {
    if (this.#handle || !this.tag) return;
    const handle = this.#begin();
    this.#handle = handle;
    const load = () => void this.#load().catch(() => {});
    for (const intent of ["pointerenter", "focus", "touchstart"])
      handle.button.addEventListener(intent, load, { once: true, passive: true });
    handle.button.addEventListener("click", () => {
      if (handle.button.ariaExpanded === "true") this.close();
      else this.open(true);
    });
    (window.requestIdleCallback ?? setTimeout)(() => this.#resume(handle));
  }

  open(byPerson = false): void {
    this.#now((app) => app.open(byPerson));
  }

  close(): void {
    // Nothing is open, and no reason to load, before the first intent.
    void this.#loading?.then((app) => app.close());
  }

  identify(token: string | null): void {
    const known = this.#handle?.shelf.read<KeptSession>("session")?.subject;
    const act = (app: App) => app.identify(token);
    if (token === null && known) this.#now(act);
    else this.#whenLoaded(act);
  }

  prefill(fields: Prefill): void {
    this.#whenLoaded((app) => app.prefill(fields));
  }

  hide(): void {
    this.close();
    this.hidden = true;
  }

  show(): void {
    this.hidden = false;
  }

  on(name: string, told: (detail: unknown) => void): () => void {
    const listen = (event: Event) => told((event as CustomEvent).detail);
    this.addEventListener(name, listen);
    return () => this.removeEventListener(name, listen);
  }

  of(inbox: string): AmendsChat | undefined {
    return [...document.querySelectorAll<AmendsChat>("amends-chat")].find(({ tag }) => tag.inbox === inbox);
  }

  #now(act: (app: App) => void): void {
    void this.#load().then(act, () => console.warn("Amends: the chat cannot be loaded now."));
  }

  #whenLoaded(act: (app: App) => void): void {
    if (this.#loading) this.#now(act);
    else this.#later.push(act);
  }

  #load(): Promise<App> {
    this.#loading ??= this.#fetchApp(this.#handle!).catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #fetchApp(handle: Handle): Promise<App> {
    const [{ mount }, words] = await Promise.all([
      import(`${handle.desk}widget/${parts.app}`) as Promise<{ mount(handle: Handle, words: Words): App }>,
      handle.words(handle.language),
    ]);
    const app = mount(handle, words);
    for (const act of this.#later.splice(0)) act(app);
    return app;
  }

  #begin(): Handle {
    const { inbox, desk, language, color, nonce, above } = this.tag;
    const shelf = shelfOf(inbox);
    const root = this.attachShadow({ mode: "open" });
    addStyles(root, css, nonce);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "at";
    button.ariaExpanded = "false";
    dress(button, color ?? shelf.read<string>("colour"));
    if (above) button.style.setProperty("--stack", `${above * 68}px`);
    const badge = document.createElement("span");
    button.append(draw(bubble, 30), badge);
    root.append(button);
    const setUnread = (count: number) => {
      badge.textContent = count ? `${count}` : "";
      button.ariaLabel = labels[language] + (count ? ` (${count})` : "");
    };
    setUnread(0);
    return {
      root,
      button,
      inbox,
      desk,
      language,
      nonce,
      color,
      shelf,
      key: keyIn(inbox),
      words: (each) =>
        import(`${desk}widget/${parts[each]}`).then((module: { default: Words }) => module.default),
      setUnread,
      emit: (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail })),
    };
  }

  /** A link from another device, words not yet sent, or a warm talk load the rest; a cooler talk only asks for news. */
  #resume(handle: Handle): void {
    const { shelf, desk, inbox } = handle;
    const session = shelf.read<KeptSession>("session");
    if (handle.key) this.open();
    else if (shelf.read<unknown[]>("outbox")?.length || (session?.active_at ?? 0) > Date.now() - warmMs)
      void this.#load().catch(() => {});
    else if (session)
      void fetch(`${desk}api/v1/widget/${inbox}/unread`, {
        headers: { authorization: `Bearer ${session.token}` },
      })
        .then((answer) => (answer.ok ? (answer.json() as Promise<{ unread: number }>) : { unread: 0 }))
        .then(({ unread }) => {
          if (!unread) return;
          handle.setUnread(unread);
          handle.emit("unread", unread);
          return this.#load();
        })
        .catch(() => {});
  }
}

/**
 * The shop's own colour as it is. Of white and black, one can always be read on it (4.58:1 at worst); the finer
 * tones come with the rest.
 */
function dress(button: HTMLElement, colour: string | null): void {
  if (!colour || !/^#[0-9a-f]{6}$/i.test(colour)) return;
  const [r, g, b] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  button.style.setProperty("--button", colour);
  button.style.setProperty("--button-ink", 0.2126 * r! + 0.7152 * g! + 0.0722 * b! < 0.179 ? "#fff" : "#000");
}

/** `#amends=inb_….key` on the address continues a talk here; it works once and is taken off the address at once. */
function keyIn(inbox: string): string | null {
  const found = new RegExp(`^#amends=${inbox}\\.([\\w-]+)$`).exec(location.hash);
  if (!found) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return found[1]!;
}
