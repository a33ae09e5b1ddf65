import type { Language } from "./language.ts";
import type { Shelf } from "./shelf.ts";
import type english from "./words/en.json";

export type Word = keyof typeof english;
export type Words = Readonly<Record<Word, string>>;

/** What a page may put into the fields; said by the page, so it proves nothing. */
export interface Prefill {
  text?: string;
  name?: string;
  email?: string;
}

/** What the loader has made and hands to the app when somebody wants it. */
export interface Handle {
  readonly root: ShadowRoot;
  readonly button: HTMLButtonElement;
  readonly inbox: string;
  /** The desk's address, with a slash at its end. */
  readonly desk: string;
  readonly language: Language;
  readonly nonce: string;
  /** The tag's own colour; it goes before the inbox's. */
  readonly color: string | undefined;
  readonly shelf: Shelf;
  /** A one-time key from a link made on the visitor's other device. */
  readonly key: string | null;
  words(language: Language): Promise<Words>;
  setUnread(count: number): void;
  emit(name: "unread" | "open" | "close", detail?: unknown): void;
}

/** What the app gives back. */
export interface App {
  /** `byPerson`: somebody pressed the button, so the focus may move; a script opening it never takes the focus. */
  open(byPerson: boolean): void;
  close(): void;
  identify(token: string | null): void;
  prefill(fields: Prefill): void;
}
