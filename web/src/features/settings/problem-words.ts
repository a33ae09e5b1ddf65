import type { TFunction } from "i18next";
import { Problem } from "../../live/api.ts";

/** Refusals with words of their own in every language; the server's own sentence is English only. */
const known = {
  "accounts.not_allowed": "problem.notAllowed",
  "members.email_taken": "problem.emailTaken",
  "members.last_administrator": "problem.lastAdministrator",
  "members.not_yourself": "problem.notYourself",
  "members.already_in": "problem.alreadyIn",
  "members.time_zone": "problem.timeZone",
  "inboxes.settings": "problem.inboxSettings",
  "inboxes.unknown_kind": "problem.inboxSettings",
  "sign_in.invalid_password": "problem.password",
  "sign_in.password_too_short": "problem.passwordShort",
  "sign_in.password_too_long": "problem.passwordLong",
  "sign_in.password_too_common": "problem.passwordCommon",
  "sign_in.invalid_code": "problem.code",
  "sign_in.too_many_attempts": "problem.tooMany",
  "sign_in.no_passkeys": "problem.noPasskeys",
  "sign_in.previously_registered": "problem.passkeyKnown",
  "models.private_address": "problem.modelPrivate",
  "models.wrong_address": "problem.modelAddress",
  "mailboxes.credentials_missing": "problem.mailMissing",
  "mailboxes.wrong_address": "problem.mailAddress",
  "mailboxes.private_address": "problem.mailPrivate",
  "mailboxes.no_encryption": "problem.mailOpen",
  "mail_settings.login_missing": "problem.mailMissing",
  "mail_settings.login_incomplete": "problem.mailIncomplete",
  "mail_settings.token_refused": "problem.mailTokens",
  "mail_settings.wrong_address": "problem.mailAddress",
  "mail_settings.private_address": "problem.mailPrivate",
  "mail_settings.no_encryption": "problem.mailOpen",
  "mail_settings.mailbox_taken": "problem.mailTaken",
  "guard.blocked": "problem.guardBlocked",
  "replies.shortcut_taken": "problem.shortcutTaken",
} as const;

export function problemWords(t: TFunction<"settings">, problem: unknown): string {
  if (!(problem instanceof Problem)) return t("problem.other", { code: String(problem) });
  if (problem.status === 0) return t("problem.network");
  const key = known[problem.code as keyof typeof known];
  if (key) return t(key);
  if (problem.status === 404) return t("problem.gone");
  return t("problem.other", { code: problem.code });
}
