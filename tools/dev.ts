// npm run dev: the server, started again at every change, and the web app's development server before it.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const port = process.env.PORT ?? "4400";
const webPort = process.env.AMENDS_WEB_PORT ?? "5173";

const children = [
  start(
    ["--watch", "--watch-preserve-output", "server/bin/amends.ts", "start", ...process.argv.slice(2)],
    root,
  ),
  start([vite(), "--port", webPort, "--strictPort", "--clearScreen", "false"], join(root, "web")),
];
console.log(`\nWeb app with hot reload: http://127.0.0.1:${webPort}   server: http://127.0.0.1:${port}\n`);

// The children sit in the same terminal and get Ctrl-C themselves; a signal sent to us alone is passed on. Either
// way we stay until the server has stopped its database.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => stopAll());
for (const child of children) {
  child.once("exit", (code) => {
    process.exitCode ||= code ?? 0;
    stopAll();
  });
}

function stopAll(): void {
  for (const child of children) child.kill("SIGTERM");
}

function start(args: string[], cwd: string): ChildProcess {
  return spawn(process.execPath, args, { cwd, stdio: "inherit", env: { ...process.env, PORT: port } });
}

function vite(): string {
  const manifest = createRequire(join(root, "web", "package.json")).resolve("vite/package.json");
  return join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.vite);
}
