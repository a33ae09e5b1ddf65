import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../operator-error.ts";
import { privateHome } from "./system-folder.ts";
import {
  firstClosedFolder,
  isRoot,
  nameOfUid,
  type SystemUser,
  unprivilegedUser,
  userOfOwner,
} from "./system-user.ts";

export type Log = (line: { level: "info" | "warn" | "error"; message: string }) => void;

/**
 * `own` is `<data>/postgres` and always holds the password and the address; `folder` holds the cluster itself and is
 * nearly always the same place.
 */
export type ClusterHome = {
  own: string;
  folder: string;
  cluster: string;
  user: SystemUser | undefined;
};

export function prepareHome(dataDir: string, log: Log): ClusterHome {
  const own = join(dataDir, "postgres");
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const home = isRoot() ? homeForRoot(dataDir, own, log) : homeForUser(own);
  return { own, ...home, cluster: join(home.folder, "cluster") };
}

function homeForUser(own: string): Pick<ClusterHome, "folder" | "user"> {
  if (existsSync(join(own, "location"))) throw new OperatorError(belongsToRoot(own));
  const cluster = join(own, "cluster");
  const owner = statSync(cluster, { throwIfNoEntry: false })?.uid;
  if (owner !== undefined && owner !== process.getuid?.())
    throw new OperatorError(belongsToAnother(cluster, owner));
  return { folder: own, user: undefined };
}

function homeForRoot(dataDir: string, own: string, log: Log): Pick<ClusterHome, "folder" | "user"> {
  const folder = recordedLocation(dataDir, own) ?? own;
  const user = ownerOfCluster(join(folder, "cluster"));
  letPass(dataDir, user);
  letPass(own, user);
  const closed = firstClosedFolder(folder, user);
  if (!closed) return { folder, user };
  return { folder: moveOut({ dataDir, own, closed, user, log }), user };
}

/** Whoever made the cluster goes on running it: a `postgres` account installed later must not orphan the files. */
function ownerOfCluster(cluster: string): SystemUser {
  if (!existsSync(cluster)) return unprivilegedUser();
  const owner = userOfOwner(cluster);
  if (owner.uid !== 0) return owner;
  // Restored from a backup or copied by root. PostgreSQL refuses files that are not its own account's.
  const user = unprivilegedUser();
  execFileSync("chown", ["-R", `${user.uid}:${user.gid}`, cluster]);
  return user;
}

/** Lets the database's account pass through a folder of ours, by group, so that nobody else gains anything. */
function letPass(folder: string, user: SystemUser): void {
  const { uid, gid, mode } = statSync(folder);
  const open = gid === user.gid ? (mode & 0o010) !== 0 : (mode & 0o001) !== 0;
  if (open || uid !== 0 || (gid !== 0 && gid !== user.gid)) return;
  chownSync(folder, 0, user.gid);
  chmodSync(folder, (mode & 0o7707) | 0o010);
}

type Move = { dataDir: string; own: string; closed: string; user: SystemUser; log: Log };

/**
 * The data folder lies under a folder that the database's account may not enter, such as /root. We do not open other
 * people's folders: the cluster lives in a folder of the system instead, and `location` says where.
 */
function moveOut({ dataDir, own, closed, user, log }: Move): string {
  const folder = join(privateHome(), "clusters", randomBytes(6).toString("hex"));
  mkdirSync(folder, { recursive: true });
  for (const part of [join(privateHome(), "clusters"), folder]) chmodSync(part, 0o711);
  if (existsSync(join(own, "cluster"))) moveCluster(own, folder);
  writeFileSync(join(folder, "belongs-to"), `${realpathSync(dataDir)}\n`, { mode: 0o600 });
  writeFileSync(join(own, "location"), `${folder}\n`, { mode: 0o600 });
  log({
    level: "warn",
    message:
      `The database is kept in ${folder}, not in ${own}: Amends runs as root, PostgreSQL may not, and the account ` +
      `"${user.name}" cannot enter ${closed}. Copying the data folder alone does not copy the database.`,
  });
  return folder;
}

function moveCluster(own: string, folder: string): void {
  try {
    renameSync(join(own, "cluster"), join(folder, "cluster"));
  } catch (cause) {
    throw new OperatorError(
      `The database in ${own} lies where the account PostgreSQL runs under cannot enter, and it cannot be moved to ` +
        `${folder}: move the data folder to a place every user may enter (/var/lib, /srv) and set AMENDS_DATA.`,
      { cause },
    );
  }
}

function recordedLocation(dataDir: string, own: string): string | undefined {
  const folder = firstLine(join(own, "location"));
  if (!folder) return undefined;
  if (!existsSync(folder)) {
    throw new OperatorError(
      `The database of this data folder is kept in ${folder} (see ${join(own, "location")}), which is not there: ` +
        "bring it back, or delete the data folder to begin an empty desk.",
    );
  }
  const here = realpathSync(dataDir);
  const owner = firstLine(join(folder, "belongs-to"));
  if (owner !== here) {
    if (owner && firstLine(join(owner, "postgres", "location")) === folder) {
      throw new OperatorError(
        `The data folder ${here} is a copy of ${owner}, and both would use the one database in ${folder}: ` +
          "copy the database, too (docs/guide/backups.md).",
      );
    }
    writeFileSync(join(folder, "belongs-to"), `${here}\n`, { mode: 0o600 });
  }
  return folder;
}

function firstLine(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").split("\n")[0] || undefined;
  } catch {
    return undefined;
  }
}

function belongsToRoot(own: string): string {
  return `The database of this data folder was set up by root (see ${join(own, "location")}): start Amends as root.`;
}

function belongsToAnother(cluster: string, uid: number): string {
  return (
    `The database in ${cluster} belongs to the account "${nameOfUid(uid)}", not to the one Amends runs under: ` +
    `start it as before, or hand the data folder over with chown -R ${process.getuid?.()} (as root).`
  );
}
