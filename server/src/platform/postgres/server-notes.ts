type Note = { level: "info" | "warn" | "error"; message: string };

// Part of every start and stop, or of a client that left: nothing an operator has to know.
const everyday =
  /the database system is (starting up|shutting down)|terminating connection due to administrator|does not exist|connection to client lost/;

/** What an operator should hear of the server's own log. It holds no statements and no values (see settings). */
export function noteFor(line: string): Note | undefined {
  const [, severity, text] = /(PANIC|FATAL|LOG): {2}(.*)$/.exec(line) ?? [];
  if (!severity || !text || everyday.test(text)) return undefined;
  if (severity !== "LOG") return { level: "error", message: `Database: ${text}` };
  if (/was terminated by signal|exited with exit code|could not /.test(text)) {
    return { level: "error", message: `Database: ${text}` };
  }
  if (/not properly shut down/.test(text)) {
    return {
      level: "info",
      message: "The database was not stopped cleanly last time and recovers from its log.",
    };
  }
  return undefined;
}
