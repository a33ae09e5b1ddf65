import type { Acts } from "./acts.ts";
import { newClientId } from "./client-id.ts";
import { type Desk, DeskError } from "./desk.ts";
import type { Handle, Word } from "./handle.ts";
import type { createLine } from "./line.ts";
import { enqueue } from "./outbox.ts";
import type { createSender } from "./sender.ts";
import type { Sessions } from "./session.ts";
import type { Store } from "./state.ts";
import { withEarlier } from "./talk.ts";
import type { createUploads } from "./uploads.ts";

interface Parts {
  handle: Handle;
  store: Store;
  desk: Desk;
  sessions: Sessions;
  line: ReturnType<typeof createLine>;
  sender: ReturnType<typeof createSender>;
  uploads: ReturnType<typeof createUploads>;
  close(): void;
  /** The visitor is now somebody else, or nobody. */
  restart(): void;
}

/** What the visitor does, done. */
export function createActs(parts: Parts): Acts & { uploadsChanged(): void } {
  const { handle, store, desk, sessions, line, sender, uploads } = parts;
  const { shelf } = handle;
  let typedAt = 0;
  let heldText = "";

  function send(text: string): void {
    const { uploads: files, outbox, config } = store.get();
    if ((text.trim() === "" && files.length === 0) || text.length > (config?.text_limit ?? 10_000)) return;
    if (files.some(({ done }) => done === null)) {
      // The text stays in the field, to be seen and changed, until the files are there.
      heldText = text;
      store.set({ sendWhenUploaded: !files.some(({ failed }) => failed) });
      return;
    }
    const attachments = files.map(({ done }) => done!);
    uploads.clear();
    store.set({ sendWhenUploaded: false, notice: null });
    typed("");
    sender.add(enqueue(outbox, { client_id: newClientId(), text: text.trim(), attachments, at: Date.now() }));
    store.set({ sent: store.get().sent + 1 });
  }

  /** Only that somebody is writing goes up, never what: unsent words are the visitor's own. */
  function typed(text: string): void {
    heldText = text;
    shelf.write("draft", text === "" ? null : text);
    if (store.get().notice) store.set({ notice: null });
    else store.set({});
    const now = Date.now();
    if (text === "" && typedAt > 0) {
      typedAt = 0;
      line.push({ do: "typing", on: false });
    } else if (text !== "" && now - typedAt > 3000) {
      typedAt = now;
      line.push({ do: "typing", on: true });
    }
  }

  return {
    send,
    typed,
    close: parts.close,
    addFiles: uploads.add,
    removeFile: uploads.remove,
    retryFile: uploads.retry,
    retry: sender.retry,
    discard: sender.discard,
    showSheet: (sheet) => store.set({ sheet, notice: null }),
    draft: () => shelf.read<string>("draft") ?? "",
    uploadsChanged() {
      const { sendWhenUploaded, uploads: files } = store.get();
      if (!sendWhenUploaded || files.some(({ done }) => done === null)) return;
      send(heldText);
    },
    async leaveAddress(email, name, question) {
      try {
        if (question) send(question);
        await sessions.need();
        const state = await desk.leaveAddress(email, name);
        const talk = store.get().talk ?? { messages: [], earlier: null, state };
        store.set({ talk: { ...talk, state }, sheet: null });
        line.start();
        return null;
      } catch (error) {
        return problemOf(error);
      }
    },
    async requestCode(email) {
      try {
        return { until: Date.parse((await desk.requestCode(email)).expires_at) };
      } catch (error) {
        return { problem: problemOf(error) };
      }
    },
    async resume(by) {
      try {
        sessions.take(await desk.resume(by));
        parts.restart();
        store.set({ sheet: null, notice: store.get().words.continued ?? null });
        return null;
      } catch (error) {
        const refused = error instanceof DeskError && error.status === 403;
        const problem: Word = refused ? ("key" in by ? "link_bad" : "code_bad") : problemOf(error);
        if ("key" in by) store.set({ notice: store.get().words[problem] });
        return problem;
      }
    },
    async makeLink() {
      try {
        const { key, expires_at } = await desk.makeLink();
        const here = location.href.split("#")[0];
        return { url: `${here}#amends=${handle.inbox}.${key}`, until: Date.parse(expires_at) };
      } catch (error) {
        return { problem: problemOf(error) };
      }
    },
    judge(answered) {
      const { talk } = store.get();
      if (!talk) return;
      const verdict = answered ? "yes" : "not_yet";
      store.set({ talk: { ...talk, state: { ...talk.state, verdict } } });
      desk.judge(answered, store.get().words.not_yet).then(
        (state) => store.set({ talk: { ...(store.get().talk ?? talk), state } }),
        (error) => store.set({ talk, notice: store.get().words[problemOf(error)] }),
      );
    },
    earlier() {
      const { talk } = store.get();
      if (!talk?.earlier) return;
      desk.talk(talk.earlier).then(
        (older) => store.set({ talk: withEarlier(store.get().talk ?? talk, older) }),
        (error) => store.set({ notice: store.get().words[problemOf(error)] }),
      );
    },
    saveTranscript() {
      Promise.all([import("./transcript.ts"), desk.talk(null, true)]).then(
        ([{ saveText, transcriptOf }, talk]) => {
          const name = `${store.get().words.transcript_name}-${new Date().toISOString().slice(0, 10)}.txt`;
          saveText(name, transcriptOf(talk, store.get()));
        },
        (error) => store.set({ notice: store.get().words[problemOf(error)] }),
      );
    },
    speak(language) {
      handle.words(language).then(
        (words) => store.set({ words, language }),
        () => store.set({ notice: store.get().words.not_now ?? null }),
      );
    },
  };
}

function problemOf(error: unknown): Word {
  return error instanceof DeskError && error.status === 429 ? "slower" : "not_now";
}
