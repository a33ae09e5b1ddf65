import type { Database } from "./db.ts";

/** For tasks that look across organisations: each is then worked on inside its own. */
export async function organisationIds(database: Database): Promise<string[]> {
  const found = await database.owner.query("select organisation_id from organisations order by created_at");
  return found.rows.map((row: { organisation_id: string }) => row.organisation_id);
}

/** What the command line needs to let somebody say which they mean. */
export async function namedOrganisations(database: Database): Promise<{ id: string; name: string }[]> {
  const found = await database.owner.query(
    "select organisation_id as id, name from organisations order by created_at",
  );
  return found.rows;
}
