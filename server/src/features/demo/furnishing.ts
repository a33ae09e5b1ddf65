import { readFileSync } from "node:fs";
import { join } from "node:path";
import { demoPlaces } from "#features/demo-cast/places.rules.ts";
import { shopTime, shopZone, staff } from "#features/demo-cast/staff.rules.ts";
import type { House } from "#features/demo-past/past.ts";
import type { MemberSeed } from "#features/demo-past/thread.ts";
import { noteSeen } from "#features/inbox/inbox.store.ts";
import { record, theSystem } from "#features/journal/journal.ts";
import { addToInbox, insertInbox } from "#features/organisation/inboxes.store.ts";
import { insertMember, updateMember } from "#features/organisation/members.store.ts";
import type { WidgetSettings } from "#features/visitors/visitors.contract.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { insertRows, membersByEmail } from "./demo.store.ts";
import { emailOf } from "./log-ins.ts";

/** Everybody who works there; the founder is there already. */
export async function settleStaff(tx: Tx): Promise<Map<string, MemberSeed>> {
  const known = await membersByEmail(tx);
  const settled = new Map<string, MemberSeed>();
  for (const colleague of staff) {
    const { key, name, role, languages, timeZone } = colleague;
    const id = known.get(emailOf(colleague))?.id ?? newId("mbr");
    if (known.has(emailOf(colleague))) await updateMember(tx, id, { languages, time_zone: timeZone });
    else
      await insertMember(tx, { id, name, email: emailOf(colleague), role, languages, time_zone: timeZone });
    settled.set(key, { id, name });
  }
  // They are there: what they have in hand stays with them until somebody plays them, or does not.
  await noteSeen(
    tx,
    [...settled.values()].map((member) => member.id),
  );
  return settled;
}

export async function openInboxes(
  tx: Tx,
  members: ReadonlyMap<string, MemberSeed>,
): Promise<House["inboxes"]> {
  const inboxes = new Map<string, { id: string; responseTargetMs: number }>();
  for (const { key, name, kind, locale, responseTargetMs, team } of demoPlaces) {
    const id = newId("inb");
    await insertInbox(tx, {
      id,
      name,
      kind,
      locale,
      time_zone: shopZone,
      response_target_ms: responseTargetMs,
      settings: kind === "web-chat" ? (widgetSettings(tx.now) as Record<string, unknown>) : {},
      secrets: {},
    });
    for (const [who, member] of members)
      if (team === null || team.includes(who)) await addToInbox(tx, id, member.id);
    await record(tx, { type: "inbox.changed", actor: theSystem, inboxId: id, data: { inbox_id: id } });
    inboxes.set(key, { id, responseTargetMs });
  }
  return inboxes;
}

/** Open till nine, unless somebody makes the demo in the night: then the shop is one that never closes. */
function widgetSettings(now: number): WidgetSettings {
  const { hour } = shopTime(now);
  const [from, to] = hour >= 8 && hour < 21 ? ["08:00", "21:00"] : ["00:00", "24:00"];
  const week = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: from!, to: to! }));
  return { name: "Halder & Roos", language: "nl", hours: { time_zone: shopZone, week } };
}

interface SavedReplySeed {
  title: string;
  shortcut: string;
  owner: string;
  bodies: Record<string, string>;
}

export function readSavedReplies(): SavedReplySeed[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, "saved-replies.json"), "utf8"));
}

const savedViews = [
  { name: "Deliveries", owner: "sanne", query: { status: "open", tag: "bezorging", order: "promise" } },
  {
    name: "Refunds and payments",
    owner: "tomas",
    query: { status: "open", tag: "rimborso", order: "promise" },
  },
  { name: "In German", owner: "ana", query: { status: "open", language: "de", order: "promise" } },
  { name: "Social media", owner: "tomas", query: { status: "open", channel: "mastodon", order: "waiting" } },
  { name: "Quotes", owner: "noor", query: { status: "unresolved", tag: "offerte", order: "activity" } },
];

/** What has grown on the desk besides conversations. */
export async function furnishDesk(tx: Tx, members: ReadonlyMap<string, MemberSeed>): Promise<void> {
  const at = instant(tx.now);
  const replies = readSavedReplies().map(({ owner, ...reply }, index) => ({
    id: newId("rpl"),
    ...reply,
    shared: true,
    owner_id: members.get(owner)!.id,
    uses: 40 - index * 6,
    updated_at: at,
  }));
  const views = savedViews.map(({ owner, ...view }) => ({
    id: newId("viw"),
    ...view,
    shared: true,
    owner_id: members.get(owner)!.id,
    created_at: at,
  }));
  await insertRows(tx, "saved_replies", replies);
  await insertRows(tx, "saved_views", views);
}
