import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "#platform/operator-error.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** Builds the web parts when they are missing or older than their sources; a production image brings them built. */
export async function buildIfNeeded(): Promise<void> {
  const build = join(root, "tools", "build.ts");
  if (!existsSync(build)) return;
  const building = spawn(process.execPath, [build, "--if-needed"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(building, "exit");
  if (code !== 0) throw new OperatorError("The web parts could not be built; what went wrong is said above.");
}
