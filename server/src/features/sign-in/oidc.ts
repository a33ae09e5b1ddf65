import type { GenericOAuthConfig } from "better-auth/plugins";

/** An identity provider of the house, by OpenID Connect discovery. */
export interface OidcSettings {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** Variables, their meaning, their defaults; the guide's table is printed from this. */
export const oidcVariables = {
  AMENDS_OIDC_ISSUER: { about: "Address of an OpenID Connect provider to sign in with", default: "" },
  AMENDS_OIDC_CLIENT_ID: { about: "Our id at that provider", default: "" },
  AMENDS_OIDC_CLIENT_SECRET: { about: "Our secret at that provider", default: "" },
  AMENDS_OIDC_NAME: { about: "What its button says", default: "Single sign-on" },
} as const;

/** All of it or none: half a configuration is a mistake and stops the start (S-28). */
export function readOidcSettings(env: Record<string, string | undefined>): OidcSettings | null {
  const issuer = env.AMENDS_OIDC_ISSUER?.trim() ?? "";
  const clientId = env.AMENDS_OIDC_CLIENT_ID?.trim() ?? "";
  const clientSecret = env.AMENDS_OIDC_CLIENT_SECRET?.trim() ?? "";
  if (!issuer && !clientId && !clientSecret) return null;
  if (!issuer || !clientId || !clientSecret) {
    throw new Error(
      "AMENDS_OIDC_ISSUER, AMENDS_OIDC_CLIENT_ID and AMENDS_OIDC_CLIENT_SECRET must be set together, or none of them.",
    );
  }
  if (!URL.canParse(issuer)) throw new Error(`AMENDS_OIDC_ISSUER is "${issuer}", not an address`);
  const name = env.AMENDS_OIDC_NAME?.trim() || oidcVariables.AMENDS_OIDC_NAME.default;
  return { name, issuer: issuer.replace(/\/+$/, ""), clientId, clientSecret };
}

export const oidcProviderId = "oidc";

/**
 * Who somebody is comes from the verified id_token alone, as issuer and subject. The address that a provider claims
 * is replaced before anything could compare it with ours: no claim of an address ever opens an account (S-28, S-29).
 */
export function oidcConfig(settings: OidcSettings): GenericOAuthConfig {
  return {
    providerId: oidcProviderId,
    name: settings.name,
    discoveryUrl: `${settings.issuer}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    scopes: ["openid"],
    pkce: true,
    disableSignUp: true,
    disableProviderLogout: true,
    getUserInfo: async (tokens) => {
      const claims = tokens.idToken ? claimsOf(tokens.idToken) : null;
      if (!claims || claims.iss.replace(/\/+$/, "") !== settings.issuer) return null;
      return { sub: claims.sub, iss: claims.iss, emailVerified: false };
    },
    accountSubject: ({ profile }) => `${String(profile.iss)} ${String(profile.sub)}`,
    mapProfileToUser: (profile) => ({
      email:
        `${Buffer.from(`${profile.iss} ${profile.sub}`).toString("base64url")}@identity.invalid`.toLowerCase(),
      emailVerified: false,
      name: "",
    }),
  };
}

/** The claims of a token that the library has verified: signature, issuer, audience, nonce and time. */
function claimsOf(idToken: string): { iss: string; sub: string } | null {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    const { iss, sub } = claims as { iss?: unknown; sub?: unknown };
    return typeof iss === "string" && typeof sub === "string" && sub !== "" ? { iss, sub } : null;
  } catch {
    return null;
  }
}
