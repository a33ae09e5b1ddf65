import type { Database } from "#platform/db.ts";

/** The chat inbox of the demo organisation, if there is one; asked before anybody is known, hence the owner's connection. */
export async function demoChat(database: Database): Promise<string | null> {
  const found = await database.owner.query({
    name: "demo-chat",
    text: `select inboxes.id from organisations join inboxes using (organisation_id)
      where organisations.demo and inboxes.kind = 'web-chat' and inboxes.archived_at is null
      order by inboxes.created_at, inboxes.id limit 1`,
  });
  return (found.rows[0] as { id: string } | undefined)?.id ?? null;
}
