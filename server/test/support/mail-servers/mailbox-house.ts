import pg from "pg";
import type { MailboxParts } from "../../../src/features/mailboxes/connecting.ts";
import type { Mailbox, MailboxSettings } from "../../../src/features/mailboxes/mailboxes.contract.ts";
import type { MailboxRow } from "../../../src/features/mailboxes/mailboxes.store.ts";
import { mailboxById } from "../../../src/features/mailboxes/mailboxes.store.ts";
import { addMailbox } from "../../../src/features/mailboxes/mailboxes.ts";
import { openDatabase } from "../../../src/platform/db.ts";
import { openDial } from "../../../src/platform/dial.ts";
import { newId } from "../../../src/platform/ids.ts";
import { createLog } from "../../../src/platform/log.ts";
import { openSecrets } from "../../../src/platform/secrets.ts";
import type { MovableClock } from "../harness.ts";
import type { MailServers, MailUser } from "./mail-servers.ts";

const secret = "a secret for tests only, long enough to be taken";

/** What fetches mail, on a database, without the rest of a desk. */
export interface MailboxHouse {
  readonly parts: MailboxParts;
  readonly owner: pg.Pool;
  readonly organisationId: string;
  readonly clock: MovableClock;
  readonly log: string[];
  readonly arrived: string[];
  /** Where the mail servers of the test are; a mailbox for an inbox of its own. */
  connect(user: MailUser, wanted?: Partial<MailboxSettings>): Promise<MailboxRow>;
  row(id: string): Promise<MailboxRow>;
  /** Subjects of what is stored for the mailbox's inbox, in the order of arrival. */
  subjects(mailbox: MailboxRow): Promise<string[]>;
  /** The ledger, as "uid state" or "uid state reason". */
  ledger(mailbox: MailboxRow): Promise<string[]>;
  close(): Promise<void>;
}

export async function openMailboxHouse(
  databaseUrl: string,
  servers: Pick<MailServers, "ports" | "certificate">,
) {
  const owner = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  owner.on("error", () => {});
  let moved = 0;
  const clock: MovableClock = {
    now: () => Date.now() + moved,
    move: (ms) => {
      moved += ms;
    },
  };
  const log: string[] = [];
  const arrived: string[] = [];
  const database = openDatabase({ url: databaseUrl, clock });
  const parts: MailboxParts = {
    database,
    clock,
    secrets: await openSecrets("/nowhere", secret),
    dial: openDial({ trusted: ["127.0.0.1"] }),
    log: createLog((line) => void log.push(line)),
    scheduleReading: async () => {},
    arrived: (id) => void arrived.push(id),
    certificates: servers.certificate,
  };
  const organisationId = newId("org");
  await owner.query("insert into organisations (organisation_id, name) values ($1, 'Halder & Roos')", [
    organisationId,
  ]);
  const row = async (id: string) => (await mailboxById(database.in(organisationId), id))!;
  const house: MailboxHouse = {
    parts,
    owner,
    organisationId,
    clock,
    log,
    arrived,
    async connect(user, wanted = {}) {
      const inboxId = newId("inb");
      await owner.query(
        "insert into inboxes (id, organisation_id, name, kind, response_target_ms) values ($1, $2, 'Mail', 'email', 3600000)",
        [inboxId, organisationId],
      );
      const mailbox: Mailbox = await database.transaction(organisationId, (tx) =>
        addMailbox(parts, tx, inboxId, settingsFor(servers, user, wanted)),
      );
      return row(mailbox.id);
    },
    row,
    async subjects({ inbox_id }) {
      const { rows } = await owner.query("select raw from arrivals where inbox_id = $1 order by id", [
        inbox_id,
      ]);
      return rows.map(
        ({ raw }) => /^Subject: (.*?)\r?$/m.exec(raw.subarray(0, 20_000).toString("latin1"))?.[1] ?? "",
      );
    },
    async ledger({ id }) {
      const { rows } = await owner.query(
        "select uid, state, reason from mailbox_mails where mailbox_id = $1 order by uid_validity, uid",
        [id],
      );
      return rows.map(({ uid, state, reason }) =>
        [uid, state, reason].filter((part) => part !== null).join(" "),
      );
    },
    async close() {
      await database.close();
      await owner.end();
    },
  };
  return house;
}

export function settingsFor(
  { ports }: Pick<MailServers, "ports">,
  { address, password }: MailUser,
  wanted: Partial<MailboxSettings> = {},
): MailboxSettings {
  return {
    address,
    host: "127.0.0.1",
    port: ports.imaps,
    tls: "tls",
    user: address,
    credentials: { kind: "password", password },
    ...wanted,
  };
}
