import { newClientId } from "./client-id.ts";
import { type Desk, DeskError } from "./desk.ts";
import type { Sessions } from "./session.ts";
import type { State, Store, Upload } from "./state.ts";
import { fileSize, fill } from "./when.ts";

const most = 10;

/** Files on their way up. They start at once; the message follows when they are there. */
export function createUploads(desk: Desk, sessions: Sessions, store: Store, changed: () => void) {
  const files = new Map<string, { file: File; stop: AbortController }>();

  function patch(id: string, change: Partial<Upload>): void {
    store.set({
      uploads: store.get().uploads.map((each) => (each.id === id ? { ...each, ...change } : each)),
    });
  }

  function add(picked: Iterable<File>): void {
    const problems: string[] = [];
    for (const file of picked) {
      const { uploads, words } = store.get();
      const problem = uploads.length >= most ? words.too_many : tooLarge(file, store.get());
      if (problem) problems.push(problem);
      else begin(file);
    }
    store.set({ notice: problems[0] ?? null });
  }

  function begin(file: File): void {
    const id = newClientId();
    // A pasted picture has no name of its own.
    const name = file.name || `${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.png`;
    const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
    files.set(id, { file, stop: new AbortController() });
    const upload = { id, name, size: file.size, preview, progress: 0, done: null, failed: false };
    store.set({ uploads: [...store.get().uploads, upload] });
    void run(id, name);
  }

  async function run(id: string, name: string): Promise<void> {
    const held = files.get(id);
    if (!held) return;
    for (let tries = 0; tries < 4; tries++) {
      try {
        await sessions.need();
        const done = await desk.upload(
          held.file,
          name,
          (progress) => patch(id, { progress }),
          held.stop.signal,
        );
        patch(id, { done, progress: 1 });
        return changed();
      } catch (error) {
        if (!(error instanceof DeskError) || held.stop.signal.aborted) return;
        if (error.status === 401) sessions.forget();
        else if (error.status !== 0 && error.status < 500 && error.status !== 429) break;
        // Half a minute without a line is no reason to give up a file: the same bytes again.
        await online(1000 * 2 ** tries);
      }
    }
    patch(id, { failed: true });
  }

  function remove(id: string): void {
    const upload = store.get().uploads.find((each) => each.id === id);
    if (upload?.preview) URL.revokeObjectURL(upload.preview);
    files.get(id)?.stop.abort();
    files.delete(id);
    store.set({ uploads: store.get().uploads.filter((each) => each.id !== id), notice: null });
    changed();
  }

  return {
    add,
    remove,
    retry(id: string): void {
      const upload = store.get().uploads.find((each) => each.id === id);
      if (!upload) return;
      patch(id, { failed: false, progress: 0 });
      void run(id, upload.name);
    },
    clear(): void {
      for (const { id } of store.get().uploads) remove(id);
    },
  };
}

function tooLarge(file: File, { words, language, config }: State): string {
  const limit = config?.upload_limit ?? 25 * 1024 * 1024;
  if (file.size <= limit) return "";
  const [size, most_] = [fileSize(language, file.size), fileSize(language, limit)];
  return fill(words.too_large, { name: file.name, size, limit: most_ });
}

/** Waits a little, and while the browser knows that it is offline, until it is not. */
function online(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (navigator.onLine) setTimeout(resolve, ms);
    else addEventListener("online", () => setTimeout(resolve, 500), { once: true });
  });
}
