import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..", "..");

/** Builds the web parts when they are missing or older than their sources; a production image brings them built. */
export function buildIfNeeded(): void {
  const build = join(root, "tools", "build.ts");
  if (!existsSync(build)) return;
  execFileSync(process.execPath, [build, "--if-needed"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
}
