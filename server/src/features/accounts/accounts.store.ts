import { sql } from "kysely";
import { type Db, firstRow, type Tx } from "#platform/db.ts";
import type { Preferences, Role, SessionView } from "./accounts.contract.ts";

export async function memberWithOrganisation(db: Db, memberId: string): Promise<SessionView | undefined> {
  const row = await firstRow(
    db,
    sql<{
      id: string;
      name: string;
      email: string;
      role: Role;
      languages: string[];
      time_zone: string;
      preferences: Preferences;
      organisation: string;
      locale: string;
      demo: boolean;
    }>`select members.id, members.name, email, role, languages, members.time_zone, preferences,
        organisations.name as organisation, organisations.locale, organisations.demo
      from members join organisations using (organisation_id)
      where members.id = ${memberId} and organisation_id = ${db.organisationId}`,
  );
  if (!row) return undefined;
  const { organisation, locale, demo, ...member } = row;
  return { member, organisation: { id: db.organisationId, name: organisation, locale, demo } };
}

export async function setPreferences(tx: Tx, memberId: string, preferences: Preferences): Promise<void> {
  await sql`update members set preferences = ${JSON.stringify(preferences)}::jsonb
    where id = ${memberId} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}
