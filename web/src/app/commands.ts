import type { IconName } from "../ui/icon-paths.ts";

/**
 * Every act of the product, once: buttons, menus, the palette, the `?` sheet and the shortcut settings all read this
 * list. The screens that can do an act register it while they are there (command-registry.ts).
 *
 * Keys: letters as printed on the key, `mod` is Ctrl or Cmd, strokes of a sequence are parted by a space.
 * `inText` commands fire while somebody writes; they all hold `mod` or are Escape, so that no letter is ever lost.
 */
export type CommandGroup = "go" | "list" | "conversation" | "write" | "app";

export type CommandDefinition = {
  id: string;
  /** Key in the `commands` namespace. */
  title: string;
  group: CommandGroup;
  keys: string | null;
  icon?: IconName;
  inText?: boolean;
};

export const commandDefinitions = [
  { id: "app.palette", title: "palette", group: "app", keys: "mod+k", icon: "search", inText: true },
  { id: "app.shortcuts", title: "shortcuts", group: "app", keys: "?", icon: "keyboard" },
  { id: "app.search", title: "search", group: "app", keys: "/", icon: "search" },
  { id: "app.undo", title: "undo", group: "app", keys: "z", icon: "undo" },
  { id: "app.back", title: "back", group: "app", keys: "Escape", icon: "back" },
  { id: "app.theme", title: "theme", group: "app", keys: null, icon: "sun" },
  { id: "app.density", title: "density", group: "app", keys: null, icon: "view" },
  { id: "app.panel", title: "panel", group: "app", keys: "i", icon: "panel" },
  { id: "app.signOut", title: "signOut", group: "app", keys: null, icon: "signOut" },

  { id: "go.myTurn", title: "goMyTurn", group: "go", keys: "g t", icon: "inbox" },
  { id: "go.mine", title: "goMine", group: "go", keys: "g m", icon: "person" },
  { id: "go.unassigned", title: "goUnassigned", group: "go", keys: "g u", icon: "people" },
  { id: "go.all", title: "goAll", group: "go", keys: "g a", icon: "inbox" },
  { id: "go.mentions", title: "goMentions", group: "go", keys: "g n", icon: "at" },
  { id: "go.waiting", title: "goWaiting", group: "go", keys: "g w", icon: "waiting" },
  { id: "go.snoozed", title: "goSnoozed", group: "go", keys: "g s", icon: "clock" },
  { id: "go.closed", title: "goClosed", group: "go", keys: "g c", icon: "check" },
  { id: "go.customers", title: "goCustomers", group: "go", keys: "g k", icon: "customers" },
  { id: "go.report", title: "goReport", group: "go", keys: "g r", icon: "report" },
  { id: "go.settings", title: "goSettings", group: "go", keys: "g ,", icon: "settings" },

  { id: "list.next", title: "next", group: "list", keys: "j", icon: "down" },
  { id: "list.previous", title: "previous", group: "list", keys: "k" },
  { id: "list.open", title: "open", group: "list", keys: "Enter" },
  { id: "list.select", title: "select", group: "list", keys: "x", icon: "check" },
  { id: "list.selectAll", title: "selectAll", group: "list", keys: "mod+shift+a", icon: "checks" },
  { id: "list.views", title: "views", group: "list", keys: "v", icon: "view" },
  { id: "list.saveView", title: "saveView", group: "list", keys: null, icon: "plus" },

  { id: "conversation.reply", title: "reply", group: "conversation", keys: "r", icon: "chat" },
  { id: "conversation.note", title: "note", group: "conversation", keys: "n", icon: "lock" },
  { id: "conversation.assign", title: "assign", group: "conversation", keys: "a", icon: "handOff" },
  { id: "conversation.take", title: "take", group: "conversation", keys: "t", icon: "person" },
  { id: "conversation.close", title: "close", group: "conversation", keys: "e", icon: "check" },
  { id: "conversation.reopen", title: "reopen", group: "conversation", keys: "shift+e", icon: "undo" },
  { id: "conversation.snooze", title: "snooze", group: "conversation", keys: "s", icon: "clock" },
  { id: "conversation.wake", title: "wake", group: "conversation", keys: "shift+s", icon: "bell" },
  { id: "conversation.tag", title: "tag", group: "conversation", keys: "l", icon: "tag" },
  { id: "conversation.priority", title: "priority", group: "conversation", keys: "p", icon: "flag" },
  { id: "conversation.rename", title: "rename", group: "conversation", keys: "shift+r", icon: "pencil" },
  { id: "conversation.merge", title: "merge", group: "conversation", keys: null, icon: "merge" },
  { id: "conversation.copyLink", title: "copyLink", group: "conversation", keys: "shift+l", icon: "link" },

  { id: "write.send", title: "send", group: "write", keys: "mod+Enter", icon: "send", inText: true },
  {
    id: "write.sendAndClose",
    title: "sendAndClose",
    group: "write",
    keys: "mod+shift+Enter",
    icon: "send",
    inText: true,
  },
  { id: "write.finding", title: "finding", group: "write", keys: "mod+.", icon: "eye", inText: true },
  { id: "write.savedReply", title: "savedReply", group: "write", keys: "m", icon: "slash" },
  { id: "write.attach", title: "attach", group: "write", keys: "shift+a", icon: "clip" },
  { id: "write.discard", title: "discard", group: "write", keys: null, icon: "close" },
] as const satisfies readonly CommandDefinition[];

export type CommandId = (typeof commandDefinitions)[number]["id"];
export type CommandTitle = (typeof commandDefinitions)[number]["title"];

const byId = new Map<string, CommandDefinition>(commandDefinitions.map((command) => [command.id, command]));

export function commandOf(id: CommandId): CommandDefinition {
  const command = byId.get(id);
  if (!command) throw new Error(`no command ${id}`);
  return command;
}

/** What somebody changed: another key for a command, or null for none. */
export type ShortcutChoice = {
  off?: boolean;
  byPosition?: boolean;
  keys?: Partial<Record<CommandId, string | null>>;
};

export function keysOf(id: CommandId, choice: ShortcutChoice = {}): string | null {
  const definition = commandOf(id);
  const own = choice.keys?.[id];
  const keys = own === undefined ? definition.keys : own;
  return choice.off && keys !== null && isSingleKeys(keys) ? null : keys;
}

/** Letters and signs alone, which speech input and stray fingers press too (WCAG 2.1.4); named keys are not meant. */
export function isSingleKeys(keys: string): boolean {
  return keys
    .split(" ")
    .every((stroke) => !stroke.includes("mod+") && (stroke.split("+").at(-1) ?? "").length === 1);
}
