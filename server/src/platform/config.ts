/** Every setting of the process: variable, meaning, default. The guide's table is printed from this list. */
export const settings = {
  PORT: { about: "Port to listen on", default: "4400" },
  HOST: { about: "Address to listen on", default: "127.0.0.1" },
  AMENDS_DATA: { about: "Data folder: embedded database, files, secrets", default: "./data" },
  DATABASE_URL: {
    about: "Your own PostgreSQL, 15 or newer; unset, one is run in the data folder",
    default: "",
  },
  AMENDS_URL: {
    about: "The address people use, e.g. https://desk.example; unset, http://HOST:PORT",
    default: "",
  },
  AMENDS_SECRET: {
    about: "Signs sessions and links, at least 32 characters; unset, one is made in the data folder",
    default: "",
  },
  AMENDS_SMTP_URL: {
    about:
      "The server that takes outgoing mail, e.g. smtps://user:password@mail.example; unset, none goes out",
    default: "",
  },
  AMENDS_MAIL_FROM: {
    about: "The address that mail comes from; needed with AMENDS_SMTP_URL",
    default: "",
  },
  AMENDS_TRUSTED_PROXIES: {
    about: "Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For is believed, by comma",
    default: "",
  },
  AMENDS_MODEL_HOSTS: {
    about: "Hosts (host or host:port, by comma) of language models that may be private or without TLS",
    default: "",
  },
  AMENDS_MAIL_HOSTS: {
    about:
      "Hosts (host or host:port, by comma) of mail servers that may be spoken to although they are private or without TLS",
    default: "",
  },
} as const;

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | null;
  /** Without a trailing slash. Links in mails and sign-in use this, never a Host header (S-25). */
  baseUrl: string;
  /** AMENDS_URL was given: a request for another host is none of ours. */
  isNamed?: boolean;
  trustedProxies: string[];
  /** Null or absent: no mail goes out, and nothing promises one. */
  mail?: { url: string; from: string } | null;
  /** Where a language model may run beside the public internet: `host` or `host:port`. */
  modelHosts?: string[];
  /** The same of mail servers that mailboxes are fetched from. */
  mailHosts?: string[];
}

/** The hosts that requests may name: the one people use, and the machine itself. Null: no name was given, any will do. */
export function hostsOf({ baseUrl, isNamed = false, port }: Config): ReadonlySet<string> | null {
  if (!isNamed) return null;
  return new Set([
    new URL(baseUrl).host,
    ...["127.0.0.1", "localhost", "[::1]"].map((host) => `${host}:${port}`),
  ]);
}

/** Reads the environment once. Throws with every problem listed. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const value = (name: keyof typeof settings) => env[name]?.trim() || settings[name].default;
  const problems: string[] = [];
  const port = Number(value("PORT"));
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    problems.push(`PORT is "${value("PORT")}", not a port`);
  const host = value("HOST");
  const baseUrl = (
    value("AMENDS_URL") || `http://${host.includes(":") ? `[${host}]` : host}:${port}`
  ).replace(/\/+$/, "");
  if (!URL.canParse(baseUrl)) problems.push(`AMENDS_URL is "${baseUrl}", not an address`);
  const databaseUrl = value("DATABASE_URL") || null;
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl))
    problems.push("DATABASE_URL does not start with postgres://");
  const mail = value("AMENDS_SMTP_URL")
    ? { url: value("AMENDS_SMTP_URL"), from: value("AMENDS_MAIL_FROM") }
    : null;
  if (mail && !/^smtps?:\/\//.test(mail.url))
    problems.push("AMENDS_SMTP_URL does not start with smtp:// or smtps://");
  if (mail && !/^[^\s@]+@[^\s@]+$/.test(mail.from))
    problems.push("AMENDS_MAIL_FROM is not an address, and AMENDS_SMTP_URL needs one");
  const modelHosts = hosts("AMENDS_MODEL_HOSTS");
  const mailHosts = hosts("AMENDS_MAIL_HOSTS");
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return {
    port,
    host,
    dataDir: value("AMENDS_DATA"),
    databaseUrl,
    baseUrl,
    isNamed: value("AMENDS_URL") !== "",
    trustedProxies: listed(value("AMENDS_TRUSTED_PROXIES")),
    mail,
    modelHosts,
    mailHosts,
  };

  function hosts(name: "AMENDS_MODEL_HOSTS" | "AMENDS_MAIL_HOSTS"): string[] {
    const entries = listed(value(name)).map((entry) => entry.toLowerCase());
    const wrong = entries.find((entry) => !/^(\[[0-9a-f:.]+\]|[^\s:/@?#[\]]+)(:\d{1,5})?$/.test(entry));
    if (wrong) problems.push(`${name} has "${wrong}", which is neither host nor host:port`);
    return entries;
  }
}

function listed(text: string): string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
}
