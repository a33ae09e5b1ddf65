import { sql } from "kysely";
import { type Db, rows } from "#platform/db.ts";

/** A way to reach somebody, and whose it is. */
export interface HolderRow {
  customer_id: string;
  name: string | null;
  kind: string;
  value: string;
}

/** Whose these addresses and telephone numbers are. What is a colleague's own address as well is no secret. */
export function holdersOf(db: Db, wanted: { values: string[]; phoneEnds: string[] }): Promise<HolderRow[]> {
  return rows(
    db,
    sql<HolderRow>`
      select coalesce(p.merged_into_id, p.id) as customer_id, p.name, i.kind, i.value from identities i
      join customers p on p.id = i.customer_id
      where i.organisation_id = ${db.organisationId} and i.kind in ('email', 'external', 'handle')
        and i.value = any(${wanted.values})
        and not exists (select from members m where m.organisation_id = i.organisation_id and m.email = i.value)
      union all
      select coalesce(p.merged_into_id, p.id), p.name, i.kind, i.value from identities i
      join customers p on p.id = i.customer_id
      where i.organisation_id = ${db.organisationId} and i.phone_end = any(${wanted.phoneEnds})
      limit 100`,
  );
}

/** Who spoke of these numbers or was told of them; at most `most` messages are looked at for each. */
export function numberHolders(
  db: Db,
  numbers: string[],
  most: number,
): Promise<{ number: string; customer_id: string }[]> {
  return rows(
    db,
    sql<{
      number: string;
      customer_id: string;
    }>`select number, customer_id from number_holders(${numbers}, ${most})`,
  );
}
