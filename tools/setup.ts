// npm run setup: everything a first start would do, done beforehand.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

run("tools/build.ts", "--if-needed");
run("server/bin/amends.ts", "migrate");
console.log("Ready. npm run dev to work on it, npm start to use it, npm start -- --demo to look around.");

function run(...args: string[]): void {
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
}
