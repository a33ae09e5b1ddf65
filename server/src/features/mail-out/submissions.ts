import type { Credentials } from "#features/mailboxes/mailboxes.contract.ts";
import { seal, unseal } from "#platform/sealing.ts";
import type { Secrets } from "#platform/secrets.ts";
import type { Submission } from "./mail-out.contract.ts";
import type { SubmissionRow } from "./queue.store.ts";

interface Whose {
  organisationId: string;
  inboxId: string;
}

/** What opens an inbox's submission server, unreadable in the database (mail_submissions.sealed_credentials). */
export function sealSubmission(secrets: Secrets, whose: Whose, credentials: Credentials): string {
  return seal(secrets, purposeOf(whose), JSON.stringify(credentials));
}

/** Null when the installation's secret is another than when they were sealed. */
export function openSubmission(secrets: Secrets, whose: Whose, sealed: string): Credentials | null {
  const text = unseal(secrets, purposeOf(whose), sealed);
  return text === null ? null : (JSON.parse(text) as Credentials);
}

function purposeOf({ organisationId, inboxId }: Whose): string {
  return `submission ${organisationId} ${inboxId}`;
}

/** Null when it asks for a log-in whose password cannot be read any more. */
export function submissionOf(secrets: Secrets, row: SubmissionRow): Submission | null {
  const { host, port, tls, login } = row;
  if (login === null || row.sealed_credentials === null) return { host, port, tls, login: null };
  const whose = { organisationId: row.organisation_id, inboxId: row.inbox_id };
  const credentials = openSubmission(secrets, whose, row.sealed_credentials);
  if (!credentials) return null;
  if (credentials.kind === "oauth")
    return { host, port, tls, login: { user: login, accessToken: credentials.access_token } };
  return { host, port, tls, login: { user: login, password: credentials.password } };
}

/** The operator's own server, AMENDS_SMTP_URL: where mail goes out of an inbox that names none. */
export function submissionFromUrl(url: string): Submission {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isTls = protocol === "smtps:";
  const user = decodeURIComponent(username);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port ? Number(port) : isTls ? 465 : 587,
    // As the other mails of the installation go: with STARTTLS where the server has it.
    tls: isTls ? "tls" : "if_offered",
    login: user ? { user, password: decodeURIComponent(password) } : null,
  };
}
