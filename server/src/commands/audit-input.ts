import { createWriteStream } from "node:fs";
import { mkdtemp, open, opendir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { formats, recognise } from "#features/audit-formats/audit-formats.ts";
import type { Format } from "#features/audit-formats/format.contract.ts";
import { UsageError } from "../cli.ts";

export interface InputFile {
  path: string;
  /** As the reader of a message knows it. */
  shown: string;
  isEmpty: boolean;
}

/** So much of a file tells what it is. */
const headSize = 64 << 10;

/** Standard input is put into a file first: its format shows only at its beginning, which can be read but once. */
export async function keepInput(
  paths: readonly string[],
): Promise<{ paths: { path: string; shown: string }[]; drop(): Promise<void> }> {
  if (!paths.includes("-"))
    return { paths: paths.map((path) => ({ path, shown: path })), drop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "amends-audit-"));
  const kept = join(folder, "standard-input");
  const drop = () => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(process.stdin, createWriteStream(kept, { mode: 0o600 }));
  } catch (error) {
    await drop();
    throw error;
  }
  const named = paths.map((path) =>
    path === "-" ? { path: kept, shown: "standard input" } : { path, shown: path },
  );
  return { paths: named, drop };
}

/** Every file that the paths name, folders with all that is in them, one at a time and in order of name. */
export async function* filesIn(paths: { path: string; shown: string }[]): AsyncGenerator<InputFile> {
  for (const { path } of paths) {
    try {
      await stat(path);
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      throw new UsageError(isMissing ? `There is no ${path}.` : `${path} cannot be read.`);
    }
  }
  for (const { path, shown } of paths) yield* below(path, shown);
}

async function* below(path: string, shown: string): AsyncGenerator<InputFile> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) {
    yield { path, shown, isEmpty: found.isFile() && found.size === 0 };
    return;
  }
  const names: string[] = [];
  for await (const entry of await opendir(path))
    if (!entry.name.startsWith(".") && !entry.isSymbolicLink()) names.push(entry.name);
  for (const name of names.sort()) yield* below(join(path, name), join(shown, name));
}

/** The format by name, or by looking at the file; else why it is none. */
export async function formatOf(file: InputFile, named: string): Promise<Format | { reason: string }> {
  if (file.isEmpty) return { reason: "is empty" };
  const wanted = formats.find(({ name }) => name === named);
  let head: Buffer;
  try {
    head = await headOf(file.path);
  } catch (error) {
    return { reason: `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})` };
  }
  if (head.length === 0) return { reason: "is empty" };
  if (wanted) return wanted;
  return recognise(head, file.shown) ?? { reason: "is in no format we know; --format names one" };
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headSize), 0, headSize, null);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
