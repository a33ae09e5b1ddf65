import type { Inbox, InboxChange, InboxSecret, NewInbox } from "#features/accounts/accounts.contract.ts";
import type { MemberActor } from "#features/accounts/actor.ts";
import type { Worker } from "#features/accounts/admission.ts";
import { record } from "#features/journal/journal.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { newId, newSecret } from "#platform/ids.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import {
  addToInbox,
  type InboxRow,
  type InboxSecrets,
  inboxById,
  inboxView,
  insertInbox,
  lockInbox,
  removeFromInbox,
  type SigningSecret,
  updateInbox,
} from "./inboxes.store.ts";
import { memberById } from "./members.store.ts";
import { insistOnTimeZone, type PeopleParts, recordChange } from "./members.ts";

/**
 * Whether a channel takes these settings, and which of them are secret (written, never read back). Channels give
 * this through app.ts.
 */
export type CheckInboxSettings = (
  kind: string,
  settings: Record<string, unknown>,
) =>
  | { ok: true; settings: Record<string, unknown>; secrets: Record<string, unknown> }
  | { ok: false; because: "unknown_kind" }
  | { ok: false; because: "settings"; detail: string };

export interface InboxParts extends PeopleParts {
  checkSettings: CheckInboxSettings;
  /** What is promised on a channel of this kind until the organisation says otherwise, in milliseconds (F06). */
  targetFor: (kind: string) => number;
}

/** How long the signing secret before still counts, so that the other side can change over in peace. */
const overlapMs = 24 * 60 * 60 * 1000;

export async function openInbox(parts: InboxParts, by: Worker, wanted: NewInbox): Promise<Inbox> {
  insistOnTimeZone(wanted.time_zone);
  const checked = checkedSettings(parts, wanted.kind, wanted.settings ?? {});
  const id = newId("inb");
  const members = [...new Set(wanted.member_ids ?? [])];
  const inbox = await parts.database.transaction(by.organisationId, async (tx) => {
    await insertInbox(tx, {
      id,
      name: wanted.name.trim(),
      kind: wanted.kind,
      locale: wanted.locale ?? "en",
      time_zone: wanted.time_zone ?? "UTC",
      response_target_ms: wanted.response_target_ms ?? parts.targetFor(wanted.kind),
      ...checked,
    });
    for (const memberId of members) {
      if (!(await memberById(tx, memberId))) throw notFound("member", "members.not_found");
      await addToInbox(tx, id, memberId);
    }
    await recordInbox(tx, by, id);
    return inboxView((await inboxById(tx, id))!, true);
  });
  for (const memberId of members)
    parts.changed({ what: "member", organisationId: by.organisationId, memberId });
  return inbox;
}

export function changeInbox(parts: InboxParts, by: Worker, id: string, change: InboxChange): Promise<Inbox> {
  insistOnTimeZone(change.time_zone);
  return withInbox(parts, by, id, async (tx, before) => {
    const checked = change.settings ? checkedSettings(parts, before.kind, change.settings) : undefined;
    await updateInbox(tx, id, {
      name: change.name?.trim() ?? before.name,
      locale: change.locale ?? before.locale,
      time_zone: change.time_zone ?? before.time_zone,
      response_target_ms: change.response_target_ms ?? before.response_target_ms,
      settings: checked?.settings ?? before.settings,
      secrets: { ...before.secrets, ...checked?.secrets },
    });
    return inboxView((await inboxById(tx, id))!, true);
  });
}

/** A new signing secret, told once. The one before counts for another day. */
export function renewSecret(parts: InboxParts, by: Worker, id: string): Promise<InboxSecret> {
  return withInbox(parts, by, id, async (tx, before) => {
    const since = instant(tx.now);
    const fresh: SigningSecret = { key_id: newId("key"), secret: newSecret(), since, until: null };
    const old = validSecrets(before.secrets, tx.now).slice(0, 1);
    const until = instant(tx.now + overlapMs);
    const signing = [fresh, ...old.map((secret) => ({ ...secret, until }))];
    await updateInbox(tx, id, { ...before, secrets: { ...before.secrets, signing } });
    return { secret: fresh.secret, key_id: fresh.key_id, since };
  });
}

/** Without a secret, signed identities and hooks no longer count. */
export function dropSecret(parts: InboxParts, by: Worker, id: string): Promise<void> {
  return withInbox(parts, by, id, async (tx, before) => {
    if (!before.secrets.signing?.length)
      throw new Refusal("inboxes.no_secret", 409, "This inbox has no signing secret.");
    const { signing: _dropped, ...secrets } = before.secrets;
    await updateInbox(tx, id, { ...before, secrets });
  });
}

/** The signing secrets that count at an instant, the newest first. */
export function validSecrets(secrets: InboxSecrets, now: number): SigningSecret[] {
  return (secrets.signing ?? []).filter((secret) => secret.until === null || Date.parse(secret.until) > now);
}

export async function joinInbox(
  parts: InboxParts,
  by: MemberActor,
  inboxId: string,
  memberId: string,
): Promise<void> {
  await withInbox(parts, by, inboxId, async (tx) => {
    if (!(await memberById(tx, memberId))) throw notFound("member", "members.not_found");
    await addToInbox(tx, inboxId, memberId);
    await recordChange(tx, by, memberId);
  });
  parts.changed({ what: "member", organisationId: by.organisationId, memberId });
}

export async function leaveInbox(
  parts: InboxParts,
  by: MemberActor,
  inboxId: string,
  memberId: string,
): Promise<void> {
  await withInbox(parts, by, inboxId, async (tx) => {
    if (!(await removeFromInbox(tx, inboxId, memberId))) throw notFound("member", "members.not_found");
    await parts.releaseWork(tx, memberId, inboxId);
    await recordChange(tx, by, memberId);
  });
  parts.changed({ what: "member", organisationId: by.organisationId, memberId });
}

function withInbox<T>(
  parts: InboxParts,
  by: Worker,
  id: string,
  run: (tx: Tx, before: InboxRow) => Promise<T>,
): Promise<T> {
  return parts.database.transaction(by.organisationId, async (tx) => {
    if (!(await lockInbox(tx, id))) throw notFound("inbox", "inboxes.not_found");
    const result = await run(tx, (await inboxById(tx, id))!);
    await recordInbox(tx, by, id);
    return result;
  });
}

function checkedSettings(parts: InboxParts, kind: string, given: Record<string, unknown>) {
  const checked = parts.checkSettings(kind, given);
  if (checked.ok) return { settings: checked.settings, secrets: checked.secrets };
  if (checked.because === "unknown_kind")
    throw new Refusal("inboxes.unknown_kind", 422, "There is no channel of that kind.");
  throw new Refusal("inboxes.settings", 422, "The channel does not take these settings.", {
    detail: checked.detail,
  });
}

function recordInbox(tx: Tx, by: Worker, inboxId: string): Promise<void> {
  const actor =
    by.kind === "member"
      ? ({ kind: "member", id: by.memberId } as const)
      : ({ kind: "token", id: by.tokenId } as const);
  return record(tx, { type: "inbox.changed", actor, inboxId, data: { inbox_id: inboxId } });
}
