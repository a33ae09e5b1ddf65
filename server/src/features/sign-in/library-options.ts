import { passkey } from "@better-auth/passkey";
import type { BetterAuthOptions, BetterAuthPlugin } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { type GenericOAuthConfig, genericOAuth, twoFactor } from "better-auth/plugins";
import { countAttempt } from "#features/attempts/attempts.store.ts";
import { maxPasswordLength, minPasswordLength } from "#features/passwords/password.rules.ts";
import { newId } from "#platform/ids.ts";
import type { Log } from "#platform/log.ts";
import type { SignInDb } from "#platform/sign-in-db.ts";
import { cookiePrefixFor, peerHeader } from "./library.rules.ts";
import { isUserEnabled } from "./sign-in.store.ts";

export interface LibraryParts {
  db: SignInDb;
  log: Log;
  secret: string;
  /** The configured address; whatever a request claims about its host is ignored (S-25). */
  baseUrl: string;
  sessionEnded(sessionId: string): void;
}

export const sessionDays = 14;
const day = 24 * 60 * 60;

/** better-auth's options. One function per concern; the database does the remembering, nothing is cached in a cookie. */
export function libraryOptions(parts: LibraryParts, oidc?: GenericOAuthConfig) {
  const { db, baseUrl, secret } = parts;
  return {
    appName: "Amends",
    baseURL: baseUrl,
    basePath: "/api/auth",
    secret,
    database: { db: db.query, type: "postgres", schemaName: "auth", transaction: true },
    telemetry: { enabled: false },
    logger: quietLogger(parts.log),
    onAPIError: { errorURL: `${baseUrl}/sign-in` },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength,
      maxPasswordLength,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: 60 * 60,
    },
    rateLimit: perPeer(db),
    advanced: {
      useSecureCookies: false,
      cookiePrefix: cookiePrefixFor(baseUrl),
      defaultCookieAttributes: {
        secure: baseUrl.startsWith("https:"),
        httpOnly: true,
        sameSite: "lax",
        path: "/",
      },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [peerHeader] },
      database: { generateId: ({ model }) => newId(idPrefixes[model] ?? "aut") },
    },
    ...tables,
    databaseHooks: sessionHooks(parts),
    plugins: plugins(parts, oidc),
  } satisfies BetterAuthOptions;
}

const idPrefixes: Record<string, string> = {
  user: "usr",
  session: "ses",
  account: "acc",
  verification: "ver",
  twoFactor: "tfa",
  passkey: "psk",
};

const times = { createdAt: "created_at", updatedAt: "updated_at" };

const tables = {
  user: {
    modelName: "users",
    fields: { ...times, emailVerified: "email_verified" },
    additionalFields: {
      organisationId: { type: "string", required: true, input: false, fieldName: "organisation_id" },
    },
  },
  session: {
    modelName: "sessions",
    fields: {
      ...times,
      userId: "user_id",
      expiresAt: "expires_at",
      ipAddress: "ip_address",
      userAgent: "user_agent",
    },
    expiresIn: sessionDays * day,
    updateAge: day,
    cookieCache: { enabled: false },
  },
  account: {
    modelName: "accounts",
    fields: {
      ...times,
      userId: "user_id",
      accountId: "account_id",
      providerId: "provider_id",
      accessToken: "access_token",
      refreshToken: "refresh_token",
      idToken: "id_token",
      accessTokenExpiresAt: "access_token_expires_at",
      refreshTokenExpiresAt: "refresh_token_expires_at",
    },
    encryptOAuthTokens: true,
    // An identity is added by somebody who is signed in, never because two addresses read alike (S-28, S-29).
    accountLinking: {
      enabled: true,
      disableImplicitLinking: true,
      allowDifferentEmails: true,
      trustedProviders: ["oidc"],
    },
  },
  verification: {
    modelName: "verifications",
    fields: { ...times, expiresAt: "expires_at" },
    storeIdentifier: "hashed",
  },
} satisfies Partial<BetterAuthOptions>;

function plugins(parts: LibraryParts, oidc?: GenericOAuthConfig): BetterAuthPlugin[] {
  const { hostname, origin } = new URL(parts.baseUrl);
  return [
    twoFactor({
      issuer: "Amends",
      accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 15 * 60 },
      schema: {
        user: { fields: { twoFactorEnabled: "two_factor_enabled" } },
        twoFactor: {
          modelName: "two_factors",
          fields: {
            userId: "user_id",
            backupCodes: "backup_codes",
            failedVerificationCount: "failed_verification_count",
            lockedUntil: "locked_until",
          },
        },
      },
    }),
    passkey({
      rpID: hostname,
      rpName: "Amends",
      origin,
      advanced: { webAuthnChallengeCookie: "passkey_challenge" },
      schema: {
        passkey: {
          modelName: "passkeys",
          fields: {
            userId: "user_id",
            publicKey: "public_key",
            credentialID: "credential_id",
            deviceType: "device_type",
            backedUp: "backed_up",
            createdAt: "created_at",
          },
        },
      },
    }),
    ...(oidc ? [genericOAuth({ config: [oidc] })] : []),
    newSessionEndsTheOldOne(),
  ];
}

/** Whoever signs in leaves the session they came with, so that none that was planted before lives on (S-23). */
function newSessionEndsTheOldOne(): BetterAuthPlugin {
  return {
    id: "new-session-ends-the-old-one",
    hooks: {
      after: [
        {
          matcher: () => true,
          handler: createAuthMiddleware(async (context) => {
            const { newSession, authCookies, secret, internalAdapter } = context.context;
            if (!newSession) return;
            const brought = await context.getSignedCookie(authCookies.sessionToken.name, secret);
            if (brought && brought !== newSession.session.token) await internalAdapter.deleteSession(brought);
          }),
        },
      ],
    },
  };
}

function sessionHooks({ db, sessionEnded }: LibraryParts): NonNullable<BetterAuthOptions["databaseHooks"]> {
  return {
    session: {
      create: {
        async before(session) {
          // The same words as for a wrong password: a disabled member learns nothing from outside (S-26, S-30).
          if (!(await isUserEnabled(db, session.userId)))
            throw new APIError("UNAUTHORIZED", {
              code: "INVALID_EMAIL_OR_PASSWORD",
              message: "Invalid email or password",
            });
        },
      },
      delete: { after: async (session) => sessionEnded(session.id) },
    },
  };
}

/** Requests per peer address and path. A whole office may sign in from one address at nine o'clock. */
function perPeer(db: SignInDb): NonNullable<BetterAuthOptions["rateLimit"]> {
  const minute = 60;
  return {
    enabled: true,
    window: minute,
    max: 120,
    customRules: {
      "/sign-in/email": { window: minute, max: 60 },
      "/sign-in/social": { window: minute, max: 60 },
      "/reset-password": { window: minute, max: 20 },
      "/change-password": { window: minute, max: 20 },
      "/two-factor/*": { window: minute, max: 60 },
    },
    customStorage: {
      async consume(key, rule) {
        const { count, retryAfter } = await countAttempt(db, `peer:${key}`, rule.window);
        return { allowed: count <= rule.max, retryAfter: count <= rule.max ? null : retryAfter };
      },
    },
  };
}

/** The library's messages may quote addresses; what is kept is that something happened, and where. */
function quietLogger(log: Log): NonNullable<BetterAuthOptions["logger"]> {
  return {
    level: "error",
    log(_level, _message, ...rest) {
      const cause = rest.find((each) => each instanceof Error);
      if (cause) log.error("sign-in.library", cause);
      else
        log.warn("sign-in.library", {
          detail: "The sign-in library refused something; see the answer's code.",
        });
    },
  };
}
