import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { identityOfThisProcess, isAlive, type ProcessIdentity, processScope } from "./process-identity.ts";

export class FolderInUse extends Error {
  override name = "FolderInUse";
}

export type FolderLock = { release(): void };

type Holder = ProcessIdentity & { token: string };

const beatMs = 2_000;
const silentMs = 7_000;

/**
 * One Amends per data folder. The lock is a file that names its holder; a holder that no longer lives does not
 * count. From another container or machine its process number means nothing to us, so there the age of the file
 * decides: a living holder touches it every two seconds.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, "amends.lock");
  const own: Holder = { ...identityOfThisProcess(), token: randomUUID() };
  for (let attempt = 0; attempt < 100; attempt++) {
    if (claim(file, own)) return hold(file, own);
    const holder = holderOf(file);
    if (holder && (await isHeld(file, holder))) throw inUse(folder, holder);
    if (!takeOver(file, holder)) await pause(50);
  }
  throw new FolderInUse(`Could not lock the data folder ${folder}: delete ${file} if no Amends is running.`);
}

/** The living holder of the folder's lock, seen from a second process on the same machine. */
export function livingHolder(folder: string): number | undefined {
  const holder = holderOf(join(folder, "amends.lock"));
  return holder && holder.scope === processScope() && isAlive(holder) ? holder.pid : undefined;
}

function claim(file: string, own: Holder): boolean {
  const draft = writeDraft(file, own);
  try {
    // link() fails when the name exists and makes the complete file appear at once: no half-written lock.
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Only one starter may break a given stale lock: the one that creates the mark named after its token. */
function takeOver(file: string, stale: Holder | undefined): boolean {
  const mark = `${file}.${stale?.token ?? "unreadable"}`;
  try {
    writeFileSync(mark, "", { flag: "wx" });
  } catch {
    if (ageMs(mark) > silentMs) rmSync(mark, { force: true });
    return false;
  }
  try {
    if (!existsSync(file) || holderOf(file)?.token !== stale?.token) return false;
    // Removing, not replacing: the next turn of the loop claims the free name like everybody else.
    rmSync(file);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(mark, { force: true });
  }
}

function hold(file: string, own: Holder): FolderLock {
  const beat = setInterval(() => touch(file), beatMs);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      if (holderOf(file)?.token === own.token) rmSync(file, { force: true });
    },
  };
}

async function isHeld(file: string, holder: Holder): Promise<boolean> {
  if (holder.scope === processScope()) return isAlive(holder);
  const seenAt = statTime(file);
  for (let waited = ageMs(file); waited < silentMs; waited += 200) {
    await pause(200);
    if (statTime(file) !== seenAt) return holderOf(file)?.token === holder.token;
  }
  return false;
}

function inUse(folder: string, holder: Holder): FolderInUse {
  return new FolderInUse(
    `Another Amends (process ${holder.pid}) is already running on the data folder ${folder}: stop it first, ` +
      "or give this one its own folder with AMENDS_DATA.",
  );
}

function writeDraft(file: string, own: Holder): string {
  const draft = `${file}.draft-${own.token}`;
  writeFileSync(draft, `${JSON.stringify(own)}\n`);
  // Readable for all, whatever the umask: the folder's owner must see that it is root who runs on it.
  chmodSync(draft, 0o644);
  return draft;
}

function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // The folder is gone or the disk is: the database will say so louder than this lock could.
  }
}

function statTime(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function ageMs(file: string): number {
  const changedAt = statTime(file);
  return changedAt === 0 ? Number.POSITIVE_INFINITY : Date.now() - changedAt;
}
