/**
 * Where a widget keeps its things: the host page's own local storage, so that blocking third-party storage changes
 * nothing, or memory where even that is refused.
 */
export interface Shelf {
  read<T>(name: string): T | null;
  write(name: string, value: unknown): void;
}

export function shelfOf(inbox: string): Shelf {
  const prefix = `amends:${inbox}:`;
  const memory = new Map<string, string>();
  return {
    read(name) {
      try {
        const text = memory.get(name) ?? localStorage.getItem(prefix + name);
        return text ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    },
    write(name, value) {
      const text = value === null ? "" : JSON.stringify(value);
      try {
        if (text) localStorage.setItem(prefix + name, text);
        else localStorage.removeItem(prefix + name);
        memory.delete(name);
      } catch {
        // Blocked or full: this page at least remembers.
        memory.set(name, text);
      }
    },
  };
}

/** Another tab changed something on this shelf. */
export function watchShelf(inbox: string, told: (name: string) => void): void {
  const prefix = `amends:${inbox}:`;
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(prefix)) told(key.slice(prefix.length));
  });
}

/** The visitor's token, on the shelf as `session`. */
export interface KeptSession {
  token: string;
  expires_at: string;
  /** Whom the shop's signed word named; null for a visitor known by nothing but this token. */
  subject: string | null;
  /** When something last happened in the talk: how eager the button has to be. */
  active_at: number;
}
