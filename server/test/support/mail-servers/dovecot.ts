import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { nameOfUid } from "../../../src/platform/postgres/system-user.ts";
import { accountOf, untilAnswers } from "./processes.ts";

export const dovecotProgram = "/usr/sbin/dovecot";

export interface DovecotPorts {
  imap: number;
  imaps: number;
  lmtp: number;
  /** What another server asks whether a password is right. */
  auth: number;
}

export interface Dovecot {
  /** The certificate that it shows, which is its own authority. */
  readonly certificate: string;
  /** A new user, or a new password for one that is there. */
  setPassword(address: string, password: string): void;
  /** The mailbox's INBOX gets another UIDVALIDITY, as after a restore: the same mails under new numbers. */
  renumber(address: string): void;
  start(): Promise<void>;
  /** Ends the server and every connection at once, by kill -9. */
  kill(): Promise<void>;
  log(): string;
}

/** Dovecot in `folder`, not started yet. As root it serves under Debian's own accounts, else under ours. */
export function prepareDovecot(
  folder: string,
  ports: DovecotPorts,
  { introspectionUrl, idle }: { introspectionUrl: string; idle: boolean },
): Dovecot {
  const isRoot = process.getuid?.() === 0;
  const keeper = isRoot ? accountOf("mail") : { uid: process.getuid!(), gid: process.getgid!() };
  const homes = join(folder, "homes");
  mkdirSync(homes);
  if (isRoot) chownSync(homes, keeper.uid, keeper.gid);
  const certificate = makeCertificate(folder);
  const users = join(folder, "users");
  mkdirSync(users);
  writeFileSync(join(folder, "oauth2.conf"), oauthSettings(introspectionUrl));
  const settings = join(folder, "dovecot.conf");
  writeFileSync(settings, settingsFor(folder, ports, { own: isRoot ? null : ownNames(), idle }));
  const logFile = join(folder, "dovecot.log");
  appendFileSync(logFile, "");
  chmodSync(logFile, 0o666);
  let server: ChildProcess | null = null;
  return {
    certificate,
    setPassword(address, password) {
      // A file for each: Dovecot looks at most once a second whether one has changed.
      writeFileSync(join(users, address), `${address}:{PLAIN}${password}::::::\n`);
    },
    renumber(address) {
      const [user, domain] = address.split("@") as [string, string];
      const inbox = join(homes, domain, user, "Maildir");
      for (const name of readdirSync(inbox).filter((each) => /^dovecot(-uidlist|\.index)/.test(each)))
        rmSync(join(inbox, name));
    },
    async start() {
      const output = openSync(join(folder, "dovecot.out"), "a");
      // In a group of its own, so that its children can be ended with it.
      server = spawn(dovecotProgram, ["-F", "-c", settings], {
        detached: true,
        stdio: ["ignore", output, output],
      });
      await untilAnswers([ports.imap, ports.imaps, ports.lmtp], server, () =>
        readFileSync(join(folder, "dovecot.out"), "utf8"),
      );
    },
    async kill() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      process.kill(-server.pid!, "SIGKILL");
      await ended;
      server = null;
    },
    log: () => readFileSync(logFile, "utf8"),
  };
}

function ownNames(): { user: string; group: string } {
  const group = execFileSync("id", ["-gn"], { encoding: "utf8" }).trim();
  return { user: nameOfUid(process.getuid!()), group };
}

function settingsFor(
  folder: string,
  ports: DovecotPorts,
  { own, idle }: { own: { user: string; group: string } | null; idle: boolean },
): string {
  const accounts = own
    ? `default_internal_user = ${own.user}
default_internal_group = ${own.group}
default_login_user = ${own.user}
mail_uid = ${own.user}
mail_gid = ${own.group}
service stats {
  chroot =
}`
    : `mail_uid = mail
mail_gid = mail`;
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
${accounts}
first_valid_uid = 1
first_valid_gid = 1
ssl = yes
ssl_cert = <${folder}/certificate.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_verbose = yes
# A wrong password is answered at once, so that tests of it take no time.
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
recipient_delimiter = +
${idle ? "" : "imap_capability = IMAP4rev1 LITERAL+ UIDPLUS"}
protocol lmtp {
  postmaster_address = postmaster@mail.test
}
service anvil {
  ${own ? "chroot =" : ""}
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  ${own ? "chroot =" : ""}
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service auth {
  inet_listener {
    port = ${ports.auth}
  }
}
passdb {
  driver = passwd-file
  args = ${folder}/users/%u
  mechanisms = plain login
}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
userdb {
  driver = passwd-file
  args = ${folder}/users/%u
  default_fields = uid=${own?.user ?? "mail"} gid=${own?.group ?? "mail"} home=${folder}/homes/%d/%n
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
  mailbox Archive {
    auto = create
    special_use = \\Archive
  }
}
`;
}

function oauthSettings(introspectionUrl: string): string {
  return `introspection_url = ${introspectionUrl}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
`;
}

function makeCertificate(folder: string): string {
  const file = join(folder, "certificate.pem");
  execFileSync(
    "openssl",
    [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost".split(
        " ",
      ),
      ...["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
      ...["-keyout", join(folder, "key.pem"), "-out", file],
    ],
    { stdio: "ignore" },
  );
  return readFileSync(file, "utf8");
}
