import { useEffect, useRef } from "react";
import { type CommandHandler, registerCommand } from "./command-registry.ts";
import { type CommandId, keysOf } from "./commands.ts";
import { preferences } from "./preferences.ts";
import { useStore } from "./use-store.ts";

/** Offers a command while the component is on the screen. The handler may close over fresh props. */
export function useCommand(
  id: CommandId,
  run: () => void,
  options: Omit<CommandHandler, "run"> & { off?: boolean } = {},
) {
  const latest = useRef({ run, options });
  latest.current = { run, options };
  const off = options.off ?? false;
  useEffect(() => {
    if (off) return;
    return registerCommand(id, {
      run: () => latest.current.run(),
      when: () => latest.current.options.when?.() ?? true,
      offersFor: (words) => latest.current.options.offersFor?.(words) ?? [],
    });
  }, [id, off]);
}

/** The shortcut as this person set it, for buttons and menus. */
export function useKeys(id: CommandId): string | null {
  const choice = useStore(preferences).shortcuts;
  return keysOf(id, choice);
}
