import { createHash } from "node:crypto";
import type {
  Invitation,
  InvitedMember,
  Member,
  MemberChange,
  NewMember,
} from "#features/accounts/accounts.contract.ts";
import { type ActorChange, administers, type MemberActor } from "#features/accounts/actor.ts";
import { notAllowed } from "#features/accounts/doors.ts";
import { record } from "#features/journal/journal.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import { newId, newSecret } from "#platform/ids.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { addToInbox, inboxById } from "./inboxes.store.ts";
import {
  dropInvitations,
  insertMember,
  lockAdministrators,
  type MemberRow,
  memberById,
  memberView,
  replaceInvitation,
  setDisabled,
  updateMember,
} from "./members.store.ts";

/** What a member had in hand goes back to its queue when they can no longer see it (F21); conversations give this. */
export type ReleaseWork = (tx: Tx, memberId: string, inboxId: string | null) => Promise<void>;

export interface PeopleParts {
  database: Database;
  baseUrl: string;
  releaseWork: ReleaseWork;
  /** Ends every session of a member; sign-in gives it. */
  endSessionsOf(organisationId: string, memberId: string): Promise<void>;
  changed(change: ActorChange): void;
}

export const invitationDays = 7;

export async function inviteMember(
  parts: PeopleParts,
  by: MemberActor,
  wanted: NewMember,
): Promise<InvitedMember> {
  insistOnTimeZone(wanted.time_zone);
  return parts.database.transaction(by.organisationId, async (tx) => {
    const id = newId("mbr");
    const added = await insertMember(tx, {
      id,
      name: wanted.name.trim(),
      email: wanted.email.trim().toLowerCase(),
      role: wanted.role,
      languages: wanted.languages ?? [],
      time_zone: wanted.time_zone ?? "UTC",
    });
    if (!added)
      throw new Refusal(
        "members.email_taken",
        409,
        "Somebody with this address is in the organisation already.",
      );
    for (const inboxId of new Set(wanted.inbox_ids ?? [])) {
      if (!(await inboxById(tx, inboxId))) throw notFound("inbox", "inboxes.not_found");
      await addToInbox(tx, inboxId, id);
    }
    const invitation = await invite(parts, tx, by, id);
    await recordChange(tx, by, id);
    const member = memberView((await memberById(tx, id))!);
    return { member, ...invitation };
  });
}

/** A new link for somebody who has not come in yet; the one before is worth nothing from here on. */
export function inviteAgain(parts: PeopleParts, by: MemberActor, memberId: string): Promise<Invitation> {
  return parts.database.transaction(by.organisationId, async (tx) => {
    const member = await memberById(tx, memberId);
    if (!member) throw notFound("member", "members.not_found");
    if (member.user_id || member.disabled_at)
      throw new Refusal("members.already_in", 409, "This member has come in already, or is disabled.");
    return invite(parts, tx, by, memberId);
  });
}

async function invite(parts: PeopleParts, tx: Tx, by: MemberActor, memberId: string): Promise<Invitation> {
  const code = newSecret();
  const expiresAt = instant(tx.now + invitationDays * 24 * 60 * 60 * 1000);
  const codeHash = createHash("sha256").update(code).digest();
  await replaceInvitation(tx, { id: newId("ivt"), memberId, codeHash, by: by.memberId, expiresAt });
  return { link: `${parts.baseUrl}/invitation#${code}`, expires_at: expiresAt };
}

/** A change of role or standing ends the member's sessions, so that no session outlives the rights it began with. */
export async function changeMember(
  parts: PeopleParts,
  by: MemberActor,
  memberId: string,
  change: MemberChange,
): Promise<Member> {
  insistOnTimeZone(change.time_zone);
  const touchesRights = change.role !== undefined || change.disabled !== undefined;
  if (!administers(by) && (touchesRights || by.memberId !== memberId))
    throw notAllowed("Only an administrator may change that.");
  const outcome = await parts.database.transaction(by.organisationId, async (tx) => {
    const before = await memberById(tx, memberId);
    if (!before) throw notFound("member", "members.not_found");
    await insistOnAnAdministrator(tx, by, before, change);
    const { role, name, languages, time_zone } = change;
    await updateMember(tx, memberId, {
      ...(role ? { role } : {}),
      ...(name ? { name: name.trim() } : {}),
      ...(languages ? { languages } : {}),
      ...(time_zone ? { time_zone } : {}),
    });
    if (change.disabled !== undefined && change.disabled !== (before.disabled_at !== null))
      await disableOrEnable(parts, tx, by, memberId, change.disabled);
    await recordChange(tx, by, memberId);
    const after = (await memberById(tx, memberId))!;
    const rightsChanged = after.role !== before.role || after.disabled_at !== before.disabled_at;
    return { member: memberView(after), rightsChanged };
  });
  if (outcome.rightsChanged) await parts.endSessionsOf(by.organisationId, memberId);
  const what = outcome.rightsChanged ? "member" : "name";
  parts.changed({ what, organisationId: by.organisationId, memberId });
  return outcome.member;
}

async function disableOrEnable(
  parts: PeopleParts,
  tx: Tx,
  by: MemberActor,
  memberId: string,
  disabled: boolean,
): Promise<void> {
  await setDisabled(tx, memberId, disabled ? by.memberId : null);
  if (!disabled) return;
  await dropInvitations(tx, memberId);
  await parts.releaseWork(tx, memberId, null);
}

/** Somebody must be left who can administer, and nobody takes away their own key. */
async function insistOnAnAdministrator(
  tx: Tx,
  by: MemberActor,
  before: MemberRow,
  change: MemberChange,
): Promise<void> {
  const loses =
    before.role === "administrator" &&
    ((change.role !== undefined && change.role !== "administrator") || change.disabled === true);
  if (before.id === by.memberId && change.disabled === true)
    throw new Refusal("members.not_yourself", 409, "Nobody disables themselves; ask another administrator.");
  if (!loses) return;
  const administrators = await lockAdministrators(tx);
  if (administrators.every((id) => id === before.id))
    throw new Refusal(
      "members.last_administrator",
      409,
      "This is the last administrator; make another first.",
    );
}

export function recordChange(tx: Tx, by: MemberActor, memberId: string): Promise<void> {
  return record(tx, {
    type: "member.changed",
    actor: { kind: "member", id: by.memberId },
    data: { member_id: memberId },
  });
}

export function insistOnTimeZone(zone: string | undefined): void {
  if (zone === undefined) return;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw new Refusal(
      "members.time_zone",
      422,
      "There is no such time zone; send a name like Europe/Amsterdam.",
    );
  }
}
