import type { TFunction } from "i18next";
import { Problem } from "../../live/api.ts";

type DoorWords = TFunction<"door">;

/** Refusals that have words of their own. None of them says whether an address is known here (S-26). */
const known = {
  network: "problem.network",
  "sign_in.invalid_email_or_password": "problem.wrong",
  "sign_in.invalid_email": "problem.wrong",
  "sign_in.too_many_attempts": "problem.tooMany",
  "sign_in.account_temporarily_locked": "problem.locked",
  "sign_in.invalid_code": "problem.code",
  "sign_in.invalid_backup_code": "problem.code",
  "sign_in.invalid_two_factor_cookie": "problem.startAgain",
  "sign_in.too_many_attempts_request_new_code": "problem.startAgain",
  "sign_in.invalid_password": "problem.password",
  "sign_in.invalid_token": "problem.resetLink",
  "sign_in.token_expired": "problem.resetLink",
  "sign_in.invitation_unknown": "problem.invitation",
  "sign_in.email_taken": "problem.emailTaken",
  "sign_in.provider_unreachable": "problem.provider",
  "sign_in.password_too_short": "password.tooShort",
  "sign_in.password_too_long": "password.tooLong",
  "sign_in.password_too_common": "password.tooCommon",
  "sign_in.passkey_not_found": "problem.passkey",
  "sign_in.authentication_failed": "problem.passkey",
  "setup.wrong_code": "problem.setupCode",
  "setup.closed": "problem.setupClosed",
} as const;

export function doorWords(t: DoorWords, problem: unknown): string {
  if (!(problem instanceof Problem)) return t("problem.other", { reason: String(problem) });
  if (problem.status === 0) return t("problem.network");
  const key = known[problem.code as keyof typeof known];
  if (key) return t(key);
  if (problem.status >= 500) return t("problem.ours");
  return t("problem.other", { reason: problem.detail ?? problem.message });
}

/** Said at the field itself, where the judgement stands. */
export function isAboutPassword(problem: unknown): boolean {
  return problem instanceof Problem && problem.code.startsWith("sign_in.password_");
}
