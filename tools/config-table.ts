// node tools/config-table.ts: writes the table of settings in the operator's guide anew from the code.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { oidcVariables } from "../server/src/features/sign-in/oidc.ts";
import { settings } from "../server/src/platform/config.ts";

export const guidePage = join(import.meta.dirname, "..", "docs", "guide", "configuration.md");
const begin = "<!-- settings: written by tools/config-table.ts -->";
const end = "<!-- end of settings -->";

type Setting = { about: string; default: string };

/** Every setting that the desk reads from its environment. */
export const documentedSettings: Record<string, Setting> = { ...settings, ...oidcVariables };

/** As the formatter lays tables out, so that formatting and writing anew agree. */
export function configTable(): string {
  const rows = Object.entries(documentedSettings).map(([name, setting]) => [
    `\`${name}\``,
    setting.default === "" ? "" : `\`${setting.default}\``,
    setting.about,
  ]);
  const table = [["variable", "default", "meaning"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(table[0]!), rule, ...table.slice(1).map(line)].join("\n");
}

/** The page with its table replaced. */
export function withTable(page: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`The page lacks the lines ${begin} and ${end}.`);
  return `${before}${begin}\n\n${configTable()}\n\n${end}${after}`;
}

if (import.meta.main) {
  writeFileSync(guidePage, withTable(readFileSync(guidePage, "utf8")));
  console.log(`Wrote ${Object.keys(documentedSettings).length} settings to docs/guide/configuration.md.`);
}
