// A process that fetches a mailbox and is killed by kill -9 when it has stored so many mails, before anything is
// marked: DATABASE_URL, ORGANISATION, MAILBOX, CERTIFICATE, IMAPS_PORT, LIFE in the environment.

import { connectMailbox } from "../../../src/features/mailboxes/connecting.ts";
import { fetchWaiting, listAll, openFolder } from "../../../src/features/mailboxes/fetching.ts";
import { mailboxById } from "../../../src/features/mailboxes/mailboxes.store.ts";
import { openMailboxHouse } from "./mailbox-house.ts";

const env = process.env as Record<string, string>;
const ports = { imap: 0, imaps: Number(env.IMAPS_PORT), lmtp: 0, auth: 0, smtp: 0, submission: 0 };
const house = await openMailboxHouse(env.DATABASE_URL!, { ports, certificate: env.CERTIFICATE! });
let left = Number(env.LIFE);
const parts = {
  ...house.parts,
  arrived: () => {
    if (--left === 0) process.kill(process.pid, "SIGKILL");
  },
};
const mailbox = (await mailboxById(parts.database.in(env.ORGANISATION!), env.MAILBOX!))!;
const fetching = { parts, mailbox, client: await connectMailbox(parts, mailbox) };
const place = await openFolder(fetching);
await listAll(fetching, place);
await fetchWaiting(fetching, place);
process.exit(0);
