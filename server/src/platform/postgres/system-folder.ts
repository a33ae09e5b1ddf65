import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { OperatorError } from "../operator-error.ts";
import { isRoot } from "./system-user.ts";

/**
 * A lasting place of our own outside the data folder, open for everybody to pass through. Never the temporary
 * folder: it is emptied at a reboot, and anybody may put programs there before us.
 */
export function privateHome(): string {
  const parents = isRoot() ? ["/var/lib", "/var/local", "/opt", "/srv"] : [join(homedir(), ".cache")];
  for (const parent of parents) {
    const home = join(parent, "amends");
    if (make(home)) return home;
  }
  throw new OperatorError(
    `Amends found no folder for its database programs (tried ${parents.join(", ")}): ` +
      "put the checkout and the data folder where every user may enter, or set DATABASE_URL.",
  );
}

function make(home: string): boolean {
  try {
    // The mode given to mkdir is narrowed by the umask; a hardened root often has 077.
    if (mkdirSync(home, { recursive: true })) chmodSync(home, 0o755);
    accessSync(home, constants.W_OK);
    const { uid, mode } = statSync(home);
    // Writable by others would let them swap the programs we are about to run.
    return uid === process.getuid?.() && (mode & 0o022) === 0 && (!isRoot() || (mode & 0o001) !== 0);
  } catch {
    return false;
  }
}
