import { MailboxTrouble } from "#features/mailboxes/connecting.ts";
import type { Credentials } from "#features/mailboxes/mailboxes.contract.ts";
import { Refusal } from "#platform/refusal.ts";
import type { MailLogin } from "./mail-settings.contract.ts";
import { type RenewableCredentials, type RenewalParts, renewed } from "./renewing.ts";

const endpoints = {
  google: "https://oauth2.googleapis.com/token",
  microsoft: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
} as const;

/** As it is kept. Without an access token the first is fetched, which proves that the next will be. */
export async function credentialsOf(
  parts: Pick<RenewalParts, "http" | "clock">,
  login: MailLogin,
): Promise<Credentials> {
  if (login.kind === "password") return login;
  const credentials = tokensOf(parts, login);
  if (login.access_token) return credentials;
  if (!credentials.renewal || !credentials.refresh_token)
    throw new Refusal(
      "mail_settings.login_incomplete",
      422,
      "An access token is needed, or a refresh token with the client id it was given to.",
    );
  const fresh = await renewed(parts, credentials).catch((error) => {
    if (error instanceof MailboxTrouble) return null;
    throw error;
  });
  if (!fresh)
    throw new Refusal("mail_settings.token_refused", 422, "The token endpoint gave no access token for it.");
  return fresh;
}

function tokensOf(
  { http }: Pick<RenewalParts, "http">,
  login: Extract<MailLogin, { kind: "oauth" }>,
): RenewableCredentials {
  const endpoint = login.provider === "other" ? login.token_endpoint?.trim() : endpoints[login.provider];
  const objection = endpoint ? http.objectionTo(endpoint) : null;
  if (objection)
    throw new Refusal(
      objection === "private" ? "mail_settings.private_address" : "mail_settings.wrong_address",
      422,
      "The token endpoint has to be an https address of the internet.",
    );
  const renewal =
    endpoint && login.client_id
      ? { endpoint, client_id: login.client_id, client_secret: login.client_secret ?? null }
      : undefined;
  return {
    kind: "oauth",
    access_token: login.access_token ?? "",
    refresh_token: login.refresh_token ?? null,
    expires_at: login.expires_at ?? null,
    ...(renewal ? { renewal } : {}),
  };
}
