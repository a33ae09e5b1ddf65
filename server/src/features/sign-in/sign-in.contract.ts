import { IdOf, Instant, Nullable, Page, type Static, Strict, Type } from "#lib/schema.ts";

const Code = Type.String({ minLength: 20, maxLength: 100, pattern: "^[A-Za-z0-9_-]+$" });
const Email = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^\\s@]+@[^\\s@]+$" });
/** Judged by the password rules, which say what is wrong; here only that nobody sends a book. */
const Password = Type.String({ minLength: 1, maxLength: 1000 });
const PersonName = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" });

/** GET /setup: whether nobody is here yet. */
export const SetupState = Type.Object({ open: Type.Boolean() });
export const Setup = Strict({
  code: Code,
  organisation: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }),
  name: PersonName,
  email: Email,
  password: Password,
  locale: Type.Optional(Type.String({ pattern: "^[a-z]{2}$" })),
});

/** GET /sign-in-options: which doors there are. */
export const SignInOptions = Type.Object({
  password: Type.Boolean(),
  /** Not at a bare address: browsers bind passkeys to a name. */
  passkeys: Type.Boolean(),
  provider: Nullable(Type.Object({ name: Type.String() })),
  /** Whether we can mail a link; else an administrator hands one out. */
  reset_by_mail: Type.Boolean(),
});

export const InvitationCheck = Strict({ code: Code });
export const InvitationView = Type.Object({
  organisation: Type.String(),
  name: Type.String(),
  email: Type.String(),
});
export const InvitationAcceptance = Strict({
  code: Code,
  name: Type.Optional(PersonName),
  password: Password,
});

/** POST /password-resets: 202 and the same answer for every address. */
export const PasswordResetRequest = Strict({ email: Email });
export const PasswordResetLink = Type.Object({ link: Type.String(), expires_at: Instant });

export const OpenSession = Type.Object({
  id: IdOf("ses"),
  current: Type.Boolean(),
  created_at: Instant,
  expires_at: Instant,
  address: Nullable(Type.String()),
  device: Nullable(Type.String()),
});
export const OpenSessionPage = Page(OpenSession);

/** GET /second-factor: whether the member's own account asks for one. */
export const SecondFactor = Type.Object({ on: Type.Boolean() });

/** What better-auth's own addresses (/api/auth/…) take; an unknown key is refused here before the library sees it. */
export const doorBodies = {
  empty: Strict({}),
  signIn: Strict({ email: Email, password: Password, rememberMe: Type.Optional(Type.Boolean()) }),
  provider: Strict({
    provider: Type.Literal("oidc"),
    callbackURL: Type.Optional(Type.String({ maxLength: 500, pattern: "^/(?![/\\\\])" })),
    errorCallbackURL: Type.Optional(Type.String({ maxLength: 500, pattern: "^/(?![/\\\\])" })),
  }),
  changePassword: Strict({ currentPassword: Password, newPassword: Password }),
  resetPassword: Strict({ token: Type.String({ minLength: 1, maxLength: 100 }), newPassword: Password }),
  password: Strict({ password: Password }),
  secondFactor: Strict({
    code: Type.String({ minLength: 1, maxLength: 40 }),
    trustDevice: Type.Optional(Type.Boolean()),
  }),
  unlink: Strict({ accountId: Type.String({ minLength: 1, maxLength: 60 }) }),
  passkeyAnswer: Strict({
    response: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()),
    name: Type.Optional(Type.String({ maxLength: 100 })),
  }),
  passkeyId: Strict({ id: Type.String({ minLength: 1, maxLength: 60 }) }),
  passkeyName: Strict({
    id: Type.String({ minLength: 1, maxLength: 60 }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
  }),
} as const;

/** After a right password: signed in, or a second factor is still to be given. */
export const SignedIn = Type.Object({
  user: Type.Optional(Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() })),
  twoFactorRedirect: Type.Optional(Type.Boolean()),
  twoFactorMethods: Type.Optional(Type.Array(Type.String())),
});
export const ProviderAddress = Type.Object({ url: Type.String(), redirect: Type.Boolean() });
export const DoorStatus = Type.Object({
  status: Type.Optional(Type.Boolean()),
  success: Type.Optional(Type.Boolean()),
});
export const SecondFactorSecrets = Type.Object({
  method: Type.Optional(Type.String()),
  totpURI: Type.Optional(Type.String()),
  backupCodes: Type.Optional(Type.Array(Type.String())),
});
export const LinkedIdentities = Type.Array(
  Type.Object({ id: Type.String(), providerId: Type.String(), createdAt: Type.String() }),
);
const Passkey = Type.Object({
  id: Type.String(),
  name: Type.Optional(Nullable(Type.String())),
  createdAt: Type.Optional(Nullable(Type.String())),
  deviceType: Type.Optional(Type.String()),
});
export const Passkeys = Type.Array(Passkey);
export const PasskeyMade = Passkey;
export const PasskeyRenamed = Type.Object({ passkey: Passkey });
/** WebAuthn's own form, handed to the browser as it is. */
export const PasskeyQuestion = Type.Record(Type.String(), Type.Unknown());

export const signInErrors = {
  "setup.closed": 404,
  "setup.wrong_code": 403,
  "sign_in.password_too_short": 422,
  "sign_in.password_too_long": 422,
  "sign_in.password_too_common": 422,
  "sign_in.too_many_attempts": 429,
  "sign_in.invitation_unknown": 404,
  "sign_in.email_taken": 409,
  "sign_in.no_provider": 404,
  "sign_in.provider_unreachable": 503,
  "sign_in.no_passkeys": 404,
  "sessions.not_found": 404,
} as const;

export type Setup = Static<typeof Setup>;
export type SignInOptions = Static<typeof SignInOptions>;
export type InvitationView = Static<typeof InvitationView>;
export type InvitationAcceptance = Static<typeof InvitationAcceptance>;
export type PasswordResetLink = Static<typeof PasswordResetLink>;
export type OpenSession = Static<typeof OpenSession>;
