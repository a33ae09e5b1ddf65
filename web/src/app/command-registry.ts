import { createStore } from "../live/store.ts";
import type { CommandId } from "./commands.ts";

/** One thing a command can do with the words typed after its name in the palette ("snooze tue 9"). */
export type CommandOffer = { id: string; title: string; detail?: string; run: () => void };

export type CommandHandler = {
  run: () => void;
  /** Absent means always. */
  when?: () => boolean;
  /** For the palette: what the words after the command's name would do. */
  offersFor?: (words: string) => CommandOffer[];
};

/** Later registrations win, so a dialog or the composer can take a command over while it is there. */
const handlers = new Map<CommandId, CommandHandler[]>();
/** Grows whenever the set of possible commands may have changed. */
export const registryVersion = createStore(0);

export function registerCommand(id: CommandId, handler: CommandHandler): () => void {
  handlers.set(id, [...(handlers.get(id) ?? []), handler]);
  registryVersion.set((now) => now + 1);
  return () => {
    handlers.set(
      id,
      (handlers.get(id) ?? []).filter((each) => each !== handler),
    );
    registryVersion.set((now) => now + 1);
  };
}

export function handlerOf(id: CommandId): CommandHandler | null {
  const list = handlers.get(id) ?? [];
  return list.findLast((handler) => handler.when?.() ?? true) ?? null;
}

export function mayRun(id: CommandId): boolean {
  return handlerOf(id) !== null;
}

/** True when somebody could do it now. */
export function runCommand(id: CommandId): boolean {
  const handler = handlerOf(id);
  handler?.run();
  return handler !== null;
}
