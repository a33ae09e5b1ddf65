import { parseArgs } from "node:util";
import { type Scope, scopes } from "#features/accounts/accounts.contract.ts";
import { issueToken } from "#features/organisation/tokens.ts";
import { systemClock } from "#platform/clock.ts";
import { readConfig } from "#platform/config.ts";
import { type Database, openDatabase } from "#platform/db.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { namedOrganisations } from "#platform/organisations.ts";
import { type Command, UsageError } from "../cli.ts";
import { borrowDatabase } from "./own-database.ts";
import { asUsageError } from "./refusals.ts";

export const tokenCommand: Command = {
  summary: "make an API token",
  help: `amends token create --name NAME --scopes SCOPE... [--organisation NAME] [--json]

Prints the token once; only its hash is kept. Revoke it in the settings or over the API.
Scopes: ${scopes.join(", ")}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: "string" },
        scopes: { type: "string", multiple: true },
        organisation: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    const [verb, ...more] = positionals;
    if (verb !== "create")
      throw new UsageError("Say what to do: amends token create --name NAME --scopes SCOPE...");
    const name = values.name?.trim();
    if (!name) throw new UsageError("--name is missing: what the token is for.");
    // "--scopes a b c": the first belongs to the option, the others stand free.
    const wanted = scopesOf([...(values.scopes ?? []), ...more]);
    const own = await borrowDatabase(
      readConfig(process.env),
      createLog(() => {}),
    );
    const database = openDatabase({ url: own.url, clock: systemClock });
    try {
      await migrate(database.owner);
      const organisationId = await findOrganisation(database, values.organisation);
      const { token, secret } = await database
        .transaction(organisationId, (tx) => issueToken(tx, { name, scopes: wanted }, null))
        .catch(asUsageError);
      const shown = values.json
        ? JSON.stringify({ id: token.id, name, scopes: wanted, token: secret })
        : secret;
      process.stdout.write(`${shown}\n`);
    } finally {
      await database.close();
      await own.stop();
    }
    return 0;
  },
};

function scopesOf(given: string[]): Scope[] {
  const wanted = new Set(given.flatMap((each) => each.split(",")).filter(Boolean));
  if (wanted.size === 0) throw new UsageError(`--scopes is missing. There are: ${scopes.join(", ")}.`);
  for (const each of wanted) {
    if (!(scopes as readonly string[]).includes(each))
      throw new UsageError(`There is no scope "${each}". There are: ${scopes.join(", ")}.`);
  }
  return [...wanted] as Scope[];
}

async function findOrganisation(database: Database, named: string | undefined): Promise<string> {
  const all = await namedOrganisations(database);
  if (all.length === 0) throw new UsageError("There is no organisation yet; run amends setup first.");
  const found = named ? all.filter(({ id, name }) => id === named || name === named) : all;
  if (found.length === 1) return found[0]!.id;
  const names = all.map(({ id, name }) => `${name} (${id})`).join(", ");
  throw new UsageError(`Say which with --organisation: ${names}.`);
}
