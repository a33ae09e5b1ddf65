import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountOf, untilAnswers } from "./processes.ts";

export const postfixProgram = "/usr/sbin/postfix";
const master = "/usr/lib/postfix/sbin/master";

export interface PostfixPorts {
  /** Where other servers deliver, as at an MX. */
  smtp: number;
  /** Where people with a password hand their mail over. */
  submission: number;
}

export interface Postfix {
  start(): Promise<void>;
  /** Ends the server and its children at once, by kill -9; what it has queued stays. */
  kill(): Promise<void>;
  log(): string;
}

/**
 * Postfix in `folder`, not started yet; only root can. Dovecot is its whole world: mail for whoever has a mailbox there
 * arrives, in whatever domain, and any other comes back as a bounce. None can leave the machine.
 */
export function preparePostfix(
  folder: string,
  ports: PostfixPorts,
  to: { lmtp: number; auth: number; domains: readonly string[]; certificate: string; key: string },
): Postfix {
  const settings = join(folder, "postfix");
  mkdirSync(settings);
  makeFolders(folder);
  writeFileSync(join(settings, "main.cf"), mainSettings(folder, to));
  writeFileSync(join(settings, "master.cf"), services(ports));
  const logFile = join(folder, "postfix.log");
  let server: ChildProcess | null = null;
  return {
    async start() {
      const output = openSync(join(folder, "postfix.out"), "a");
      server = spawn(master, ["-c", settings, "-d"], { detached: true, stdio: ["ignore", output, output] });
      await untilAnswers([ports.smtp, ports.submission], server, () =>
        [readFileSync(join(folder, "postfix.out"), "utf8"), read(logFile)].join("\n"),
      );
    },
    async kill() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      process.kill(-server.pid!, "SIGKILL");
      await ended;
      server = null;
    },
    log: () => read(logFile),
  };
}

// What "postfix check" would make; with its other checks that takes five seconds.
function makeFolders(folder: string): void {
  const { uid, gid } = accountOf("postfix");
  const make = (name: string, mode: number, owner: number, group: number) => {
    mkdirSync(join(folder, name));
    chownSync(join(folder, name), owner, group);
    chmodSync(join(folder, name), mode);
  };
  make("data", 0o700, uid, gid);
  make("queue", 0o755, 0, 0);
  const own = "active bounce corrupt defer deferred flush hold incoming private saved trace".split(" ");
  for (const name of own) make(`queue/${name}`, 0o700, uid, gid);
  make("queue/maildrop", 0o730, uid, gid);
  make("queue/public", 0o710, uid, gid);
  make("queue/pid", 0o755, 0, 0);
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function mainSettings(
  folder: string,
  to: { lmtp: number; auth: number; domains: readonly string[]; certificate: string; key: string },
): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
myhostname = mail.test
mydestination =
mynetworks = 127.0.0.1/32
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
# No name is ever looked up: that would take seconds where there is no network.
smtpd_peername_lookup = no
disable_dns_lookups = yes
alias_maps =
alias_database =
local_transport = error:there is no local delivery
default_transport = lmtp:inet:127.0.0.1:${to.lmtp}
relay_transport = lmtp:inet:127.0.0.1:${to.lmtp}
virtual_mailbox_domains = ${to.domains.join(", ")}
virtual_transport = lmtp:inet:127.0.0.1:${to.lmtp}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${to.auth}
smtpd_tls_cert_file = ${to.certificate}
smtpd_tls_key_file = ${to.key}
smtpd_tls_security_level = may
recipient_delimiter = +
smtputf8_enable = yes
message_size_limit = 104857600
virtual_mailbox_limit = 0
mailbox_size_limit = 0
# A lost connection is tried again soon, as tests have no hours to wait.
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
`;
}

function services({ smtp, submission }: PostfixPorts): string {
  return `127.0.0.1:${smtp} inet n - n - - smtpd
127.0.0.1:${submission} inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
  -o smtpd_recipient_restrictions=
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}
