import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";

/** Something tests need of the system that npm cannot bring. */
export type SystemNeed = {
  title: string;
  places: string[];
  package: string;
  command: string;
  prepare?: () => void;
};

export const chromium: SystemNeed = {
  title: "Chromium",
  places: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  package: "chromium",
  command: "apt-get install -y chromium, or set AMENDS_TEST_CHROMIUM to a Chromium or Chrome",
};

export const postgres15: SystemNeed = {
  title: "PostgreSQL 15",
  places: ["/usr/lib/postgresql/15/bin/postgres"],
  package: "postgresql",
  command: "apt-get install -y postgresql (Debian 12)",
  prepare: withoutMainCluster,
};

/** Two packages make one mail server: reading over IMAP, and delivery over LMTP. */
export const dovecot: SystemNeed = {
  title: "Dovecot",
  places: ["/usr/sbin/dovecot"],
  package: "dovecot-imapd dovecot-lmtpd",
  command: "apt-get install -y dovecot-imapd dovecot-lmtpd (Debian)",
};

export const postfix: SystemNeed = {
  title: "Postfix",
  places: ["/usr/sbin/postfix"],
  package: "postfix",
  command: 'apt-get install -y postfix, and choose "No configuration" (Debian)',
  prepare: withoutOwnMail,
};

/** Where the thing is, installing it first where we may: on Debian, as root. Undefined when it cannot be had. */
export function obtain(need: SystemNeed, chosen?: string): string | undefined {
  const found = [chosen, ...need.places].find((place) => place && existsSync(place));
  if (found || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return found;
  console.log(`Installing ${need.title} (apt-get install ${need.package}).`);
  need.prepare?.();
  if (!aptInstall(need.package)) {
    aptGet("update");
    aptInstall(need.package);
  }
  return need.places.find((place) => existsSync(place));
}

function aptInstall(name: string): boolean {
  return aptGet("install", "-y", "--no-install-recommends", ...name.split(" "));
}

function aptGet(...args: string[]): boolean {
  try {
    execFileSync("apt-get", ["-qq", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    return true;
  } catch (error) {
    console.log(String((error as { stderr?: Buffer }).stderr ?? error).trim());
    return false;
  }
}

// The Debian package would make a cluster of its own and start it on port 5432, which nobody asked for.
function withoutMainCluster(): void {
  const file = "/etc/postgresql-common/createcluster.conf";
  if (existsSync(file)) return;
  mkdirSync("/etc/postgresql-common", { recursive: true });
  writeFileSync(file, "create_main_cluster = false\n");
}

// Its package would ask what mail this machine is to send; none.
function withoutOwnMail(): void {
  execFileSync("debconf-set-selections", {
    input: "postfix postfix/main_mailer_type select No configuration\n",
    stdio: ["pipe", "ignore", "ignore"],
  });
}
