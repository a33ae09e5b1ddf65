import { type CommandId, commandDefinitions, commandOf, keysOf, type ShortcutChoice } from "./commands.ts";
import { isSameStroke } from "./shortcut-match.ts";

export type ShortcutProblem =
  /** The same keys, or the beginning of the other's: one of the two could never be reached. */
  | { kind: "taken"; by: CommandId }
  /** It works while somebody writes, so a letter alone would be lost to them. */
  | { kind: "needsMod" }
  /** The browser keeps these for itself. */
  | { kind: "browser" };

const browsersOwn = [
  "mod+t",
  "mod+n",
  "mod+w",
  "mod+shift+t",
  "mod+shift+n",
  "mod+shift+w",
  "mod+q",
  "mod+l",
  "mod+r",
];

/** What speaks against these keys for this command; null when nothing does. */
export function problemWith(id: CommandId, keys: string, choice: ShortcutChoice): ShortcutProblem | null {
  const definition = commandOf(id);
  if (browsersOwn.some((own) => isSameStroke(own, keys.split(" ")[0] ?? ""))) return { kind: "browser" };
  if (definition.inText && !keys.split(" ").every((stroke) => stroke.includes("mod+")))
    return { kind: "needsMod" };
  const other = commandDefinitions.find((each) => {
    const taken = each.id === id ? null : keysOf(each.id, { ...choice, off: false });
    return taken !== null && collides(taken, keys);
  });
  return other ? { kind: "taken", by: other.id } : null;
}

function collides(a: string, b: string): boolean {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return first === second || first.startsWith(`${second} `) || second.startsWith(`${first} `);
}

/** Null takes the keys away; the default's own keys are kept as nothing, so that a later default may reach it. */
export function withKeys(choice: ShortcutChoice, id: CommandId, keys: string | null): ShortcutChoice {
  const { [id]: _before, ...rest } = choice.keys ?? {};
  const isDefault = commandOf(id).keys === keys;
  return { ...choice, keys: isDefault ? rest : { ...rest, [id]: keys } };
}

export function isChanged(choice: ShortcutChoice, id: CommandId): boolean {
  return choice.keys !== undefined && id in choice.keys;
}

/** What somebody else exported, or nothing when it is not that. Commands of another version fall away. */
export function readExport(text: string): ShortcutChoice | null {
  try {
    const given: unknown = JSON.parse(text);
    if (typeof given !== "object" || given === null || !("amends_shortcuts" in given)) return null;
    const { off, byPosition, keys } = given.amends_shortcuts as ShortcutChoice;
    const known = Object.entries(keys ?? {}).filter(
      ([id, value]) =>
        commandDefinitions.some((each) => each.id === id) &&
        (value === null || (typeof value === "string" && value.length <= 40)),
    );
    return { off: off === true, byPosition: byPosition === true, keys: Object.fromEntries(known) };
  } catch {
    return null;
  }
}

export function writeExport(choice: ShortcutChoice): string {
  return `${JSON.stringify({ amends_shortcuts: choice }, null, 2)}\n`;
}
