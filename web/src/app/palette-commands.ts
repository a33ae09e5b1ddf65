import i18next from "i18next";
import { handlerOf } from "./command-registry.ts";
import {
  type CommandDefinition,
  type CommandId,
  type CommandTitle,
  commandDefinitions,
  keysOf,
} from "./commands.ts";
import { inbox } from "./desk.ts";
import type { PaletteEntry } from "./palette-entry.ts";
import { subjectOf } from "./palette-subject.ts";
import { preferences } from "./preferences.ts";

const words = () => i18next.getFixedT(null, "commands");

/** Moving the selection by a command in the palette helps nobody. */
const left: readonly CommandId[] = ["app.palette", "app.back", "list.next", "list.previous", "list.open"];

/** Every act that can be done now, the same list that buttons, menus and keys use. */
export function commandEntries(): PaletteEntry[] {
  const choice = preferences.get().shortcuts;
  const t = words();
  const subject = subjectOf();
  return commandDefinitions.flatMap((command: CommandDefinition & { id: CommandId; title: CommandTitle }) => {
    if (left.includes(command.id)) return [];
    const handler = handlerOf(command.id);
    if (!handler) return [];
    const detail = command.group === "conversation" ? subject?.label : undefined;
    return [
      {
        id: `command ${command.id}`,
        group: command.group === "go" ? ("go" as const) : ("do" as const),
        icon: command.icon ?? "right",
        title: t(command.title),
        ...(detail ? { detail } : {}),
        keys: keysOf(command.id, choice),
        more: i18next.t(`synonyms.${command.title}`, { ns: "palette" }),
        recurs: true,
        run: handler.run,
      },
    ];
  });
}

/** By what a command that takes words can be called: its title and its synonyms, each of them. */
export function namesOf(id: CommandId): string[] {
  const title = commandDefinitions.find((each) => each.id === id)?.title;
  if (!title) return [];
  const synonyms = i18next.t(`synonyms.${title}`, { ns: "palette" }).split(",");
  return [words()(title), ...synonyms].map((name) => name.trim()).filter(Boolean);
}

/** People whose conversations are here, whoever's they are; the newest words beside the name. */
export function conversationEntries(open: (id: string) => void): PaletteEntry[] {
  const entries: PaletteEntry[] = [];
  for (const each of inbox.get().byId.values()) {
    const name = each.customer.name ?? i18next.t("somebody", { ns: "palette" });
    entries.push({
      id: `conversation ${each.id}`,
      group: "go",
      icon: "chat",
      title: name,
      detail: each.subject ?? each.last.preview,
      ...(each.subject ? { more: each.subject } : {}),
      recurs: true,
      run: () => open(each.id),
    });
  }
  return entries;
}
