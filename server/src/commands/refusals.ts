import { Refusal } from "#platform/refusal.ts";
import { UsageError } from "../cli.ts";

/** A refusal of the desk is one clear line for whoever typed the command; anything else is a bug and looks like one. */
export function asUsageError(error: unknown): never {
  if (error instanceof Refusal && error.code === "setup.closed")
    throw new UsageError("This desk is set up already; invite further people from within.");
  if (error instanceof Refusal) throw new UsageError(error.message);
  throw error;
}
