import type { TalkState, VisitorSession } from "@amends/server/contract";
import type { Desk } from "./desk.ts";
import type { KeptSession, Shelf } from "./shelf.ts";

/** Who the visitor is to the desk: a token kept by the page, made when it is first needed and not before. */
export function createSessions(desk: () => Desk, shelf: Shelf, language: () => string) {
  let current = usable(shelf.read<KeptSession>("session"));
  let identity: string | null = null;
  let starting: Promise<string> | null = null;

  function keep(session: VisitorSession, subject: string | null): void {
    current = { token: session.token, expires_at: session.expires_at, subject, active_at: Date.now() };
    shelf.write("session", current);
  }

  async function start(): Promise<string> {
    // Another tab may have been faster.
    const kept = usable(shelf.read<KeptSession>("session"));
    if (kept && identity === null) {
      current = kept;
      return kept.token;
    }
    const session = await desk().startSession({
      language: language(),
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      page: { url: location.href.slice(0, 2000), title: document.title.slice(0, 300) },
      ...(identity === null ? {} : { identity }),
    });
    if (session.identity === "refused")
      console.warn(`Amends: the identity does not hold: ${session.identity_problem}`);
    keep(session, session.identity === "verified" ? subjectOf(identity) : null);
    identity = null;
    return session.token;
  }

  return {
    token: () => current?.token ?? null,
    /** The token, making a session when there is none; several askers share one. */
    need(): Promise<string> {
      if (current && identity === null) return Promise.resolve(current.token);
      starting ??= start().finally(() => {
        starting = null;
      });
      return starting;
    },
    /** By link or code: the visitor is now whom it was made for. */
    take(session: VisitorSession): void {
      keep(session, null);
    },
    /** The shop says who this is. True: the one known before was somebody else, or is to be renewed. */
    identify(token: string | null): boolean {
      if (token === null) {
        const wasKnown = current?.subject != null;
        if (wasKnown) this.forget();
        return wasKnown;
      }
      const isSame = current?.subject != null && current.subject === subjectOf(token);
      const lastsMs = current ? Date.parse(current.expires_at) - Date.now() : 0;
      if (isSame && lastsMs > 10 * 60_000) return false;
      identity = token;
      return true;
    },
    /** Somebody whom the shop named: their words are not sent on under nobody's name. */
    isNamed: () => current?.subject != null,
    forget(): void {
      current = null;
      shelf.write("session", null);
    },
    /** Another tab has started, resumed or ended a session. True: it is another one than ours. */
    reread(): boolean {
      const kept = usable(shelf.read<KeptSession>("session"));
      const isOther = kept?.token !== current?.token;
      current = kept;
      return isOther;
    },
    /** Keeps the button eager while something happens in the talk. */
    touch(state: TalkState): void {
      if (!current || state.status !== "open") return;
      current = { ...current, active_at: Date.now() };
      shelf.write("session", current);
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;

function usable(session: KeptSession | null): KeptSession | null {
  return session?.token && Date.parse(session.expires_at) > Date.now() ? session : null;
}

/** Whom a signed token names. Not checked here: the desk does, we only notice a change of person. */
function subjectOf(token: string | null): string | null {
  try {
    const body = token?.split(".")[1] ?? "";
    const bytes = Uint8Array.from(atob(body.replace(/-/g, "+").replace(/_/g, "/")), (char) =>
      char.charCodeAt(0),
    );
    return String(JSON.parse(new TextDecoder().decode(bytes)).sub);
  } catch {
    return null;
  }
}
