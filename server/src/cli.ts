import { OperatorError } from "#platform/operator-error.ts";

/** One command: its own words and what it does. Resolves to the exit code. */
export interface Command {
  readonly summary: string;
  readonly help: string;
  run(args: string[]): Promise<number>;
}

/** Bad usage or unreadable input: one clear line on standard error, exit code 2, no stack. */
export class UsageError extends Error {}

/** Every command, loaded when called, so that `guard` starts without a server's worth of modules. */
const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import("./commands/start.ts")).start,
  setup: async () => (await import("./commands/setup.ts")).setupCommand,
  token: async () => (await import("./commands/token.ts")).tokenCommand,
  audit: async () => (await import("./commands/audit.ts")).auditCommand,
  guard: async () => (await import("./commands/guard.ts")).guardCommand,
  migrate: async () => (await import("./commands/migrate.ts")).migrateCommand,
};

export async function runCommand(argv: string[]): Promise<number> {
  const [name = "", ...args] = argv;
  const load = commands[name];
  if (name === "" || name === "--help" || name === "-h" || name === "help") return printOverview();
  if (!load) return complain(`There is no command "${name}". Known: ${Object.keys(commands).join(", ")}.`);
  const command = await load();
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${command.help}\n`);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError || isArgumentError(error)) return complain((error as Error).message);
    if (error instanceof OperatorError) return complain(error.message);
    if (isAddressTaken(error))
      return complain(`Port ${error.port} is taken. Stop what listens there, or set PORT.`);
    throw error;
  }
}

async function printOverview(): Promise<number> {
  process.stdout.write("amends <command> [--help]\n\n");
  for (const [name, load] of Object.entries(commands)) {
    process.stdout.write(`  ${name.padEnd(10)} ${(await load()).summary}\n`);
  }
  return 0;
}

function complain(line: string): number {
  process.stderr.write(`amends: ${line.split("\n").join(" ")}\n`);
  return 2;
}

function isAddressTaken(error: unknown): error is Error & { port: number } {
  return (error as { code?: unknown }).code === "EADDRINUSE";
}

function isArgumentError(error: unknown): boolean {
  return String((error as { code?: unknown }).code ?? "").startsWith("ERR_PARSE_ARGS");
}
