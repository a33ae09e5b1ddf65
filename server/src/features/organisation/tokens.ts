import type { IssuedToken, NewToken } from "#features/accounts/accounts.contract.ts";
import type { MemberActor } from "#features/accounts/actor.ts";
import { hashOf } from "#features/accounts/actors.ts";
import type { Tx } from "#platform/db.ts";
import { newId, newSecret } from "#platform/ids.ts";
import { notFound } from "#platform/refusal.ts";
import { inboxById } from "./inboxes.store.ts";
import type { PeopleParts } from "./members.ts";
import { insertToken, revokeToken } from "./tokens.store.ts";

/** `by` null: from the command line, by whoever runs this server. The secret is told here and never again. */
export async function issueToken(tx: Tx, wanted: NewToken, by: string | null): Promise<IssuedToken> {
  const inboxIds = wanted.inbox_ids ? [...new Set(wanted.inbox_ids)] : null;
  for (const inboxId of inboxIds ?? []) {
    if (!(await inboxById(tx, inboxId))) throw notFound("inbox", "inboxes.not_found");
  }
  const secret = `amd_${newSecret()}`;
  const token = await insertToken(tx, {
    id: newId("tok"),
    name: wanted.name.trim(),
    secretHash: hashOf(secret),
    scopes: wanted.scopes,
    inboxIds,
    by,
  });
  return { token, secret };
}

export async function withdrawToken(parts: PeopleParts, by: MemberActor, tokenId: string): Promise<void> {
  await parts.database.transaction(by.organisationId, async (tx) => {
    if (!(await revokeToken(tx, tokenId))) throw notFound("token", "tokens.not_found");
  });
  parts.changed({ what: "token", organisationId: by.organisationId, tokenId });
}
