import { openSubmission, sealSubmission } from "#features/mail-out/submissions.ts";
import { MailboxTrouble } from "#features/mailboxes/connecting.ts";
import type { OauthCredentials } from "#features/mailboxes/mailboxes.contract.ts";
import type { MailboxRow } from "#features/mailboxes/mailboxes.store.ts";
import { type Clock, instant } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { GuardedFetch } from "#platform/fetch.ts";
import type { Secrets } from "#platform/secrets.ts";
import { keepSendingCredentials, sendingOf } from "./mail-settings.store.ts";

/** By whom and where tokens are renewed; sealed with them. */
export interface Renewal {
  endpoint: string;
  client_id: string;
  client_secret: string | null;
}
export type RenewableCredentials = OauthCredentials & { renewal?: Renewal };

export interface RenewalParts {
  database: Database;
  secrets: Secrets;
  clock: Clock;
  http: GuardedFetch;
}

/** RFC 6749, 6. Null: refused, so a person has to sign in again. Throws a MailboxTrouble when nobody answered. */
export async function renewed(
  { http, clock }: Pick<RenewalParts, "http" | "clock">,
  credentials: RenewableCredentials,
): Promise<RenewableCredentials | null> {
  const { renewal, refresh_token } = credentials;
  if (!renewal || !refresh_token) return null;
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token,
    client_id: renewal.client_id,
    ...(renewal.client_secret ? { client_secret: renewal.client_secret } : {}),
  });
  const answer = await http
    .send(renewal.endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: form.toString(),
      timeMs: 15_000,
      bytes: 100_000,
    })
    .catch(() => {
      throw new MailboxTrouble({ state: "unreachable", detail: "no_answer" });
    });
  if (answer.status >= 500 || answer.status === 429)
    throw new MailboxTrouble({ state: "unreachable", detail: "temporary" });
  const told = answer.status === 200 ? await answer.json().catch(() => null) : null;
  const given = told as { access_token?: unknown; expires_in?: unknown; refresh_token?: unknown } | null;
  if (typeof given?.access_token !== "string") return null;
  const lasts = Number(given.expires_in);
  return {
    ...credentials,
    access_token: given.access_token,
    // Some give a new one each time, and the old one opens nothing any more.
    refresh_token: typeof given.refresh_token === "string" ? given.refresh_token : refresh_token,
    expires_at: lasts > 0 ? instant(clock.now() + lasts * 1000) : null,
  };
}

/** For MailboxParts.renewToken: a mailbox's new token is its sending's as well, where both came by the same sign-in. */
export function tokenRenewal(parts: RenewalParts) {
  return async (mailbox: MailboxRow, credentials: OauthCredentials): Promise<OauthCredentials | null> => {
    const fresh = await renewed(parts, credentials);
    if (fresh) await renewSendingToo(parts, mailbox, { before: credentials, fresh });
    return fresh;
  };
}

async function renewSendingToo(
  { database, secrets }: RenewalParts,
  { organisation_id: organisationId, inbox_id: inboxId }: MailboxRow,
  { before, fresh }: { before: RenewableCredentials; fresh: RenewableCredentials },
): Promise<void> {
  const whose = { organisationId, inboxId };
  await database.transaction(organisationId, async (tx) => {
    const sealed = (await sendingOf(tx, inboxId))?.sealed_credentials;
    const kept = sealed ? openSubmission(secrets, whose, sealed) : null;
    if (!sealed || kept?.kind !== "oauth" || kept.refresh_token !== before.refresh_token) return;
    await keepSendingCredentials(tx, inboxId, {
      before: sealed,
      sealed: sealSubmission(secrets, whose, fresh),
    });
  });
}

/** A new token for sending, kept. False: there is none to be had, and a person has to sign in again. */
export async function renewSending(
  parts: RenewalParts,
  organisationId: string,
  inboxId: string,
): Promise<boolean> {
  const whose = { organisationId, inboxId };
  const sealed = (await sendingOf(parts.database.in(organisationId), inboxId))?.sealed_credentials;
  const kept = sealed ? openSubmission(parts.secrets, whose, sealed) : null;
  if (!sealed || kept?.kind !== "oauth") return false;
  const fresh = await renewed(parts, kept);
  if (!fresh) return false;
  await parts.database.transaction(organisationId, (tx) =>
    keepSendingCredentials(tx, inboxId, {
      before: sealed,
      sealed: sealSubmission(parts.secrets, whose, fresh),
    }),
  );
  return true;
}
