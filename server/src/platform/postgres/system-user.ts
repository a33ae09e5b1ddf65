import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The account PostgreSQL runs under. `undefined` elsewhere means: the account Amends itself runs under. */
export type SystemUser = { name: string; uid: number; gid: number };

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root, so root hands it to the least privileged account there is. */
export function unprivilegedUser(): SystemUser {
  return accountNamed("postgres") ?? accountNamed("nobody") ?? { name: "65534", uid: 65534, gid: 65534 };
}

export function userOfOwner(path: string): SystemUser {
  const { uid, gid } = statSync(path);
  return { name: nameOfUid(uid), uid, gid };
}

export function nameOfUid(uid: number): string {
  return accounts().find((account) => account.uid === uid)?.name ?? String(uid);
}

/** The nearest folder on the way to `path` that `user` may not pass through, or undefined when all are open. */
export function firstClosedFolder(path: string, user: SystemUser | undefined): string | undefined {
  if (!user) return undefined;
  const folders: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  return folders.find((folder) => !mayEnter(folder, user));
}

/** Judged by owner, group and mode. Access lists are not read: at worst a folder counts as closed that is open. */
function mayEnter(folder: string, user: SystemUser): boolean {
  return hasBit(folder, user, 0o1);
}

export function mayRead(file: string, user: SystemUser | undefined): boolean {
  return !user || hasBit(file, user, 0o4);
}

function hasBit(path: string, user: SystemUser, bit: number): boolean {
  const { uid, gid, mode } = statSync(path);
  if (uid === user.uid) return (mode & (bit << 6)) !== 0;
  if (gid === user.gid) return (mode & (bit << 3)) !== 0;
  return (mode & bit) !== 0;
}

function accountNamed(name: string): SystemUser | undefined {
  return accounts().find((account) => account.name === name);
}

function accounts(): SystemUser[] {
  let text: string;
  try {
    text = readFileSync("/etc/passwd", "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}
