import type { PasswordResetLink } from "#features/sign-in/sign-in.contract.ts";
import { type UserOfMember, userByEmail, userOfMember } from "#features/sign-in/sign-in.store.ts";
import type { SignIn } from "#features/sign-in/sign-in.ts";
import { instant } from "#platform/clock.ts";
import { newId, newSecret } from "#platform/ids.ts";
import { notFound } from "#platform/refusal.ts";
import { resetMail } from "./reset-mail.rules.ts";

/** A reset link is good for an hour and for one new password. */
const resetMs = 60 * 60 * 1000;

/**
 * Somebody forgot a password. The answer is given before anything is looked up, and what happens then cannot be
 * seen from outside (S-26). Without a way to mail, nothing happens: an administrator hands out links.
 */
export function requestReset(signIn: SignIn, email: string): void {
  const { db, log, sendMail } = signIn.parts;
  if (!sendMail) return;
  const work = async () => {
    const user = await userByEmail(db, email.trim().toLowerCase());
    if (!user) return;
    const { link } = await makeLink(signIn, user);
    const desk = user.organisation_name;
    const words = resetMail(user.locale, { desk, name: user.name, link });
    await sendMail({ to: user.email, fromName: desk, ...words, id: newId("mail") });
  };
  work().catch((error) => log.error("sign-in.reset_mail_failed", error));
}

/** For an administrator to hand over, to a member of the same organisation. */
export async function resetLinkFor(
  signIn: SignIn,
  organisationId: string,
  memberId: string,
): Promise<PasswordResetLink> {
  const user = await userOfMember(signIn.parts.db, memberId);
  if (!user || user.organisation_id !== organisationId) throw notFound("member", "members.not_found");
  return makeLink(signIn, user);
}

/** The code stands behind the #, so it is in no log of any server, and is always for our own address (S-25). */
async function makeLink(signIn: SignIn, user: UserOfMember): Promise<PasswordResetLink> {
  const { internalAdapter } = await (await signIn.library.plain()).$context;
  const code = newSecret();
  const expiresAt = new Date(signIn.parts.clock.now() + resetMs);
  await internalAdapter.createVerificationValue({
    identifier: `reset-password:${code}`,
    value: user.id,
    expiresAt,
  });
  return { link: `${signIn.parts.baseUrl}/new-password#${code}`, expires_at: instant(expiresAt.getTime()) };
}
