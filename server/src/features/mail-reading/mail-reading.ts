import { Worker } from "node:worker_threads";
import type { ReadingLimits, ReadMail, UnreadableMail } from "./mail-reading.contract.ts";

export interface MailReader {
  /** Never rejects: what cannot be read is told, and the next mail is read. The bytes stay the caller's. */
  read(raw: Uint8Array): Promise<ReadMail | UnreadableMail>;
  close(): Promise<void>;
}

export interface MailReaderParts {
  limits?: Partial<ReadingLimits>;
  /** How many mails are read at the same time. */
  readers?: number;
}

const megabyte = 1 << 20;

/**
 * The large providers take mails of 25 to 50 MB. One of 25 MB is read in 0.9 s on a small machine (measured), the usual
 * one in 2 ms, so 2 s mean harm; above 16 MB the time grows with the size. Files lie outside of the heap, which a mail of
 * 50 MB fills with 60 MB: 256 MB are four times that. 500 parts or 1,000 addresses in a header come from programs; a
 * person would not look at more.
 */
export const defaultLimits: ReadingLimits = {
  bytes: 50 * megabyte,
  milliseconds: 2_000,
  megabytes: 256,
  parts: 500,
  addresses: 1_000,
};

/** Reads mails outside of this thread, each within its limits: a hostile one costs its reader and nothing else. */
export function openMailReader({ limits, readers = 1 }: MailReaderParts = {}): MailReader {
  const all = { ...defaultLimits, ...limits };
  const idle = Array.from({ length: readers }, () => new Reader(all));
  const waiting: ((reader: Reader) => void)[] = [];
  const busy = new Set<Reader>();
  let isClosed = false;

  const release = (reader: Reader): void => {
    busy.delete(reader);
    const next = waiting.shift();
    if (!next) return void idle.push(reader);
    busy.add(reader);
    next(reader);
  };

  return {
    async read(raw) {
      if (isClosed) return closed;
      if (raw.length > all.bytes)
        return { unreadable: "too_large", detail: `${raw.length} bytes, ${all.bytes} are read` };
      const reader = idle.pop() ?? (await new Promise<Reader>((resolve) => waiting.push(resolve)));
      busy.add(reader);
      try {
        return isClosed ? closed : await reader.read(raw);
      } finally {
        release(reader);
      }
    },
    async close() {
      isClosed = true;
      await Promise.all([...idle, ...busy].map((reader) => reader.close()));
    },
  };
}

const closed: UnreadableMail = { unreadable: "broken", detail: "the reader has been closed" };

/** Owns one worker, which is replaced when a mail has ended it. */
class Reader {
  readonly #limits: ReadingLimits;
  #worker: Worker | null = null;
  #starting: Promise<Worker> | null = null;
  #giveUp: ((why: UnreadableMail) => void) | null = null;

  constructor(limits: ReadingLimits) {
    this.#limits = limits;
  }

  async read(raw: Uint8Array): Promise<ReadMail | UnreadableMail> {
    // Starting takes longer than most mails and is no mail's fault, so the clock runs from here.
    const worker = await this.#ready().catch(() => null);
    if (!worker) return { unreadable: "broken", detail: "no reader could be started" };
    const answer = await this.#ask(worker, raw);
    if ("unreadable" in answer && this.#worker !== worker) await worker.terminate();
    return answer;
  }

  async close(): Promise<void> {
    this.#giveUp?.(closed);
    const worker = this.#worker ?? (await this.#starting?.catch(() => null));
    this.#worker = null;
    await worker?.terminate();
  }

  #ask(worker: Worker, raw: Uint8Array): Promise<ReadMail | UnreadableMail> {
    return new Promise((resolve) => {
      const done = (answer: ReadMail | UnreadableMail, isAlive: boolean): void => {
        clearTimeout(timer);
        this.#giveUp = null;
        worker.removeAllListeners("message").removeAllListeners("error").removeAllListeners("exit");
        // What a dying worker still says is nobody's business.
        worker.on("error", () => {});
        if (isAlive) worker.unref();
        else if (this.#worker === worker) this.#worker = null;
        resolve(answer);
      };
      // An answer that came while this thread was busy is in the queue: it is looked at before the clock decides.
      const allowed = this.#limits.milliseconds * Math.max(1, raw.length / (16 * megabyte));
      const timer = setTimeout(() => setImmediate(() => this.#giveUp?.(tooSlow(allowed))), allowed);
      this.#giveUp = (why) => done(why, false);
      worker.on("message", (answer: ReadMail | UnreadableMail) => done(answer, true));
      worker.on("error", (error) => done(endedBy(error), false));
      worker.on("exit", () => done({ unreadable: "broken", detail: "its reader ended" }, false));
      worker.ref();
      worker.postMessage(raw);
    });
  }

  async #ready(): Promise<Worker> {
    if (this.#worker) return this.#worker;
    this.#starting ??= start(this.#limits).finally(() => {
      this.#starting = null;
    });
    this.#worker = await this.#starting;
    return this.#worker;
  }
}

function start(limits: ReadingLimits): Promise<Worker> {
  const worker = new Worker(new URL("./reader.worker.ts", import.meta.url), {
    workerData: limits,
    // Flags and settings of the process are not for a thread that reads what strangers send.
    env: {},
    execArgv: [],
    resourceLimits: {
      maxOldGenerationSizeMb: limits.megabytes,
      maxYoungGenerationSizeMb: 32,
      stackSizeMb: 4,
    },
  });
  return new Promise((resolve, reject) => {
    worker.once("message", () => {
      worker.removeAllListeners("error");
      resolve(worker);
    });
    worker.once("error", reject);
  });
}

function tooSlow(milliseconds: number): UnreadableMail {
  return { unreadable: "too_slow", detail: `not read within ${Math.round(milliseconds)} ms` };
}

function endedBy(error: unknown): UnreadableMail {
  const isMemory = (error as { code?: string }).code === "ERR_WORKER_OUT_OF_MEMORY";
  return isMemory
    ? { unreadable: "too_much_memory", detail: "reading it took more memory than one mail may take" }
    : { unreadable: "broken", detail: "its reader failed" };
}
