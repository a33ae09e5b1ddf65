import { enableCompileCache } from "node:module";

// Loading six hundred small modules: 0.56 s stripped anew, 0.2 s with a warm cache (measured).
enableCompileCache();
const { runCommand } = await import("./cli.ts");
process.exitCode = await runCommand(process.argv.slice(2));
