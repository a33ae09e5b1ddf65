import { mergeCustomers } from "#features/customers/merges.ts";
import { staff } from "#features/demo-cast/staff.rules.ts";
import { readPhrases, readStories } from "#features/demo-cast/stories.ts";
import { openAlbum } from "#features/demo-past/album.ts";
import { findingsOf } from "#features/demo-past/findings.ts";
import { type Past, readScene, tellPast } from "#features/demo-past/past.ts";
import { conversationRow } from "#features/demo-past/thread.ts";
import type { Guard } from "#features/guard/guard.rules.ts";
import { foundOrganisation, openAccount, type SignIn } from "#features/sign-in/sign-in.ts";
import { type Clock, instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { OperatorError } from "#platform/operator-error.ts";
import type { Secrets } from "#platform/secrets.ts";
import { insertRows, lockDemo, membersByEmail, noteWritten, organisationsFound } from "./demo.store.ts";
import { furnishDesk, openInboxes, settleStaff } from "./furnishing.ts";
import { emailOf, type LogIn, logInsOf, passwordOf } from "./log-ins.ts";

export interface DemoParts {
  database: Database;
  clock: Clock;
  files: FileStore;
  secrets: Secrets;
  signIn: SignIn;
  guard: Guard;
}

export interface Demo {
  organisationId: string;
  logIns: LogIn[];
}

/**
 * The demo organisation: made on an empty database, found again on the next start, refused beside a real one. It may
 * be cut short anywhere: the history is written in one transaction, and what is missing around it is made up for.
 */
export async function openDemo(parts: DemoParts): Promise<Demo> {
  const organisationId = await demoOrganisation(parts);
  await writeOnce(parts, organisationId);
  await openAccounts(parts, organisationId);
  return { organisationId, logIns: logInsOf(parts.secrets) };
}

async function demoOrganisation({ database, secrets, signIn }: DemoParts): Promise<string> {
  const found = await organisationsFound(database);
  if (found.some((each) => !each.demo)) {
    throw new OperatorError(
      "This data belongs to a real organisation, which the demo never touches: start without --demo, or set AMENDS_DATA to a folder of its own.",
    );
  }
  if (found[0]) return found[0].organisation_id;
  const founder = staff.find((each) => each.role === "administrator")!;
  const founded = await foundOrganisation(signIn, {
    organisation: "Halder & Roos",
    name: founder.name,
    email: emailOf(founder),
    password: passwordOf(secrets, founder),
    locale: "en",
    demo: true,
  });
  return founded.organisationId;
}

function writeOnce({ database, clock, files, guard }: DemoParts, organisationId: string): Promise<void> {
  return database.transaction(organisationId, async (tx) => {
    if (await lockDemo(tx)) return;
    const now = clock.now();
    const album = openAlbum();
    const members = await settleStaff(tx);
    const inboxes = await openInboxes(tx, members);
    const house = { members, inboxes, album, phrases: readPhrases(), now };
    const past = tellPast(house, readStories(), readScene(now));
    for (const { id, bytes } of album.taken) await files.put(id, bytes);
    await writePast(tx, past);
    await insertRows(tx, "findings", findingsOf(guard, past.threads));
    await furnishDesk(tx, members);
    const by = { kind: "member", id: members.get("noor")!.id } as const;
    for (const { keptId, otherId } of past.doubles) await mergeCustomers(tx, by, keptId, otherId);
    await noteWritten(tx, instant(now));
  });
}

/** Table by table, each in the order of time, so that serial numbers and positions follow it. */
async function writePast(tx: Tx, { threads, customers, identities, drafts }: Past): Promise<void> {
  const all = threads.toSorted((a, b) => a.beginning.at - b.beginning.at);
  const byTime = (column: string) => (a: Record<string, unknown>, b: Record<string, unknown>) =>
    String(a[column]).localeCompare(String(b[column]));
  await insertRows(tx, "customers", customers);
  await insertRows(tx, "identities", identities);
  await insertRows(tx, "conversations", all.map(conversationRow));
  await insertRows(
    tx,
    "arrivals",
    all.flatMap(({ arrivals }) =>
      arrivals.map(({ raw, ...row }) => ({
        ...row,
        raw: Buffer.from(raw as string).toString("base64"),
        media_type: "application/json",
        state: "read",
        settled_at: row.received_at,
      })),
    ),
  );
  await insertRows(tx, "messages", all.flatMap((thread) => thread.messages).toSorted(byTime("created_at")));
  await insertRows(
    tx,
    "attachments",
    all.flatMap(({ files }) =>
      files.map((file) => ({
        ...file,
        media_type: "image/png",
        storage_key: file.id,
        uploaded_by: "arrival",
      })),
    ),
  );
  await insertRows(
    tx,
    "assignments",
    all.flatMap((thread) => thread.assignments),
  );
  await insertRows(
    tx,
    "resolutions",
    all.flatMap((thread) => thread.resolutions),
  );
  await insertRows(
    tx,
    "snoozes",
    all.flatMap((thread) => thread.snoozes),
  );
  await insertRows(tx, "drafts", drafts);
  await insertRows(tx, "journal", all.flatMap((thread) => thread.facts).toSorted(byTime("at")));
}

/** A way in for everybody who has none yet. */
async function openAccounts({ database, secrets, signIn }: DemoParts, organisationId: string): Promise<void> {
  const known = await membersByEmail(database.in(organisationId));
  await Promise.all(
    staff.map(async (colleague) => {
      const member = known.get(emailOf(colleague));
      if (!member || member.hasDoor) return;
      const { id: memberId, name } = member;
      const password = passwordOf(secrets, colleague);
      await openAccount(signIn, { organisationId, memberId, name, email: emailOf(colleague), password });
    }),
  );
}
