import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";

/**
 * What a log line may carry: ids, codes, states and figures. There is no field for words of customers, addresses
 * or secrets, so none can slip in; a test sends a marked message through everything and searches the log for it.
 */
export interface LogFields {
  code?: string;
  status?: number;
  method?: string;
  route?: string;
  conversation?: string;
  inbox?: string;
  member?: string;
  arrival?: string;
  channel?: string;
  job?: string;
  count?: number;
  ms?: number;
  port?: number;
  attempt?: number;
  /** Our own words about what happened and what to do. */
  detail?: string;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` is a bug or a broken part; its stack is kept, its message is not trusted to be free of words. */
  error(event: string, error: unknown, fields?: LogFields): void;
}

const context = new AsyncLocalStorage<{ request: string }>();

export function inRequest<T>(request: string, run: () => T): T {
  return context.run({ request }, run);
}

export function createLog(write?: (line: string) => void): Log {
  const sink = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    write ? { write } : pino.destination({ fd: 2, sync: true }),
  );
  const with_ = (event: string, fields: LogFields = {}) => ({ event, ...context.getStore(), ...fields });
  return {
    info: (event, fields) => sink.info(with_(event, fields)),
    warn: (event, fields) => sink.warn(with_(event, fields)),
    error: (event, error, fields) => sink.error({ ...with_(event, fields), ...traceOf(error) }),
  };
}

/** Class, database code and the places in our files; a message may quote data and stays out. */
function traceOf(error: unknown): { error: string; sqlstate?: string; at?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  const at = (error.stack ?? "")
    .split("\n")
    .filter((line) => line.trimStart().startsWith("at "))
    .slice(0, 8)
    .map((line) =>
      line
        .trim()
        .replace(/^at /, "")
        .replace(/\(?file:\/\/.*\/(server|node_modules)\//, "($1/"),
    )
    .join(" < ");
  return { error: error.name, ...(typeof code === "string" ? { sqlstate: code } : {}), at };
}
