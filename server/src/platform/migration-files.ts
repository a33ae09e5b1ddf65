import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OperatorError } from "./operator-error.ts";

export type Migration = {
  number: number;
  name: string;
  file: string;
  sql: string;
  /** Whether servers of the version before cannot run on the schema this makes. */
  breaksOldCode: boolean;
  isTransactional: boolean;
  statements: string[];
};

/** The migrations of a folder, in order. A file that does not follow the rules stops everything at once. */
export function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  const migrations = files.map((file) => parse(file, readFileSync(join(folder, file), "utf8")));
  migrations.sort((a, b) => a.number - b.number);
  for (const [index, migration] of migrations.entries()) {
    const previous = migrations[index - 1];
    if (previous?.number === migration.number) {
      throw new OperatorError(`Two migrations have the same number: ${previous.file} and ${migration.file}.`);
    }
  }
  return migrations;
}

function parse(file: string, sql: string): Migration {
  const [, number, name] = /^(\d{4})_([a-z0-9_-]+)\.sql$/.exec(file) ?? [];
  if (!number || !name) throw new OperatorError(`Migration ${file} must be called NNNN_name.sql.`);
  const head = leadingComment(sql);
  const [, oldCode] = /^-- old code: (yes|no)\b/m.exec(head) ?? [];
  if (!oldCode) {
    throw new OperatorError(
      `Migration ${file} must begin with "-- old code: yes" or "-- old code: no": whether servers of the version ` +
        "before can run on the schema it makes.",
    );
  }
  return {
    number: Number(number),
    name,
    file,
    sql,
    breaksOldCode: oldCode === "no",
    isTransactional: !/^-- no transaction\b/m.test(head),
    statements: splitAtLineEnds(sql),
  };
}

function leadingComment(sql: string): string {
  return /^(?:\s*(?:--.*)?\n)*/.exec(sql)?.[0] ?? "";
}

// Only used for "no transaction" files, which hold index builds: a semicolon at the end of a line ends a statement.
function splitAtLineEnds(sql: string): string[] {
  const statements = sql.replace(/^\s*--.*$/gm, "").split(/;[ \t]*$/m);
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== "");
}
