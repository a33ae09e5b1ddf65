import { parentPort, workerData } from "node:worker_threads";
import type { ReadingLimits, ReadMail, UnreadableMail } from "./mail-reading.contract.ts";
import { readMail, unreadable } from "./reading.ts";

const limits = workerData as ReadingLimits;

parentPort!.on("message", async (raw: Uint8Array) => {
  const read = await readSafely(raw);
  parentPort!.postMessage(read, "parts" in read ? ownedBy(read) : []);
});
parentPort!.postMessage("ready");

async function readSafely(raw: Uint8Array): Promise<ReadMail | UnreadableMail> {
  try {
    return await readMail(raw, limits);
  } catch (error) {
    // The name of the error and never its message, which may quote the mail.
    return unreadable("broken", `the parser gave up: ${error instanceof Error ? error.name : "unknown"}`);
  }
}

/** Files are handed over instead of copied; one buffer may hold several. */
function ownedBy({ parts }: ReadMail): ArrayBuffer[] {
  return [...new Set(parts.map(({ bytes }) => bytes.buffer as ArrayBuffer))].filter(
    (buffer) => buffer.byteLength > 0,
  );
}
