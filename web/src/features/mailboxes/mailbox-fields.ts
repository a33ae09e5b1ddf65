import type {
  CheckPart,
  MailboxChecksWanted,
  MailConnection,
  MailConnectionChange,
  MailLogin,
} from "@amends/server/contract";
import known from "./providers.json" with { type: "json" };

export type Tls = "tls" | "starttls" | "none";
export type LoginKind = "password" | "oauth";
type Server = [host: string, port: number, tls: Tls];
export type Provider = {
  id: string;
  name: string;
  domains: string[];
  /** What opens it, as its users know it. */
  login: "password" | "app_password" | "switch_on" | "tokens";
  tokens?: "google" | "microsoft";
  imap: Server;
  smtp: Server;
};

export const providers = known as unknown as readonly Provider[];
export const otherProvider = "other";

/** What is written in the form; passwords and tokens are only ever written, never read. */
export type MailboxFields = {
  address: string;
  provider: string;
  loginKind: LoginKind;
  password: string;
  accessToken: string;
  refreshToken: string;
  clientId: string;
  clientSecret: string;
  tokenEndpoint: string;
  host: string;
  port: string;
  tls: Tls;
  user: string;
  folder: string;
  marks: boolean;
  /** Not by the server of the installation. */
  sendsItself: boolean;
  fromName: string;
  sendHost: string;
  sendPort: string;
  sendTls: Tls;
  sendUser: string;
  sendPassword: string;
  selector: string;
};

const empty: MailboxFields = {
  address: "",
  provider: otherProvider,
  loginKind: "password",
  password: "",
  accessToken: "",
  refreshToken: "",
  clientId: "",
  clientSecret: "",
  tokenEndpoint: "",
  host: "",
  port: "993",
  tls: "tls",
  user: "",
  folder: "INBOX",
  marks: true,
  sendsItself: true,
  fromName: "",
  sendHost: "",
  sendPort: "465",
  sendTls: "tls",
  sendUser: "",
  sendPassword: "",
  selector: "",
};

export function fieldsOf(connection: MailConnection | null, fromName: string): MailboxFields {
  if (!connection) return { ...empty, fromName };
  const { mailbox, sending } = connection;
  return {
    ...empty,
    address: mailbox.address,
    provider: providers.find(({ imap }) => imap[0] === mailbox.host)?.id ?? otherProvider,
    loginKind: mailbox.login === "oauth" ? "oauth" : "password",
    host: mailbox.host,
    port: String(mailbox.port),
    tls: mailbox.tls,
    user: mailbox.user,
    folder: mailbox.folder,
    marks: mailbox.marks,
    sendsItself: sending !== null,
    fromName: sending?.from_name ?? fromName,
    sendHost: sending?.host ?? "",
    sendPort: String(sending?.port ?? 465),
    sendTls: sending?.tls ?? "tls",
    sendUser: sending?.user ?? "",
  };
}

/** The provider of an address, as far as its domain tells. */
export function guessProvider(address: string): Provider | null {
  const domain = address
    .slice(address.lastIndexOf("@") + 1)
    .trim()
    .toLowerCase();
  return providers.find(({ domains }) => domains.includes(domain)) ?? null;
}

/** The servers follow the address while it is written; what somebody has changed by hand stays. */
export function withAddress(fields: MailboxFields, address: string): MailboxFields {
  const follows = (user: string) => (user === "" || user === fields.address ? address : user);
  const next = {
    ...fields,
    address,
    user: follows(fields.user),
    sendUser: follows(fields.sendUser),
  };
  const guessed = guessProvider(address);
  if (guessed && guessed.id !== fields.provider) return withProvider(next, guessed.id);
  const domain = address.includes("@") ? address.slice(address.lastIndexOf("@") + 1).trim() : "";
  if (fields.provider !== otherProvider || !domain.includes(".")) return next;
  const was = fields.address.slice(fields.address.lastIndexOf("@") + 1).trim();
  const isGuess = (host: string, start: string) => host === "" || host === `${start}.${was}`;
  return {
    ...next,
    host: isGuess(fields.host, "imap") ? `imap.${domain}` : fields.host,
    sendHost: isGuess(fields.sendHost, "smtp") ? `smtp.${domain}` : fields.sendHost,
  };
}

export function withProvider(fields: MailboxFields, id: string): MailboxFields {
  const provider = providers.find((each) => each.id === id);
  if (!provider) return { ...fields, provider: otherProvider };
  const [host, port, tls] = provider.imap;
  const [sendHost, sendPort, sendTls] = provider.smtp;
  return {
    ...fields,
    provider: id,
    loginKind: provider.login === "tokens" ? "oauth" : "password",
    host,
    port: String(port),
    tls,
    sendHost,
    sendPort: String(sendPort),
    sendTls,
  };
}

/** Which of the two encryptions a port stands for, where it stands for one. */
export function tlsOfPort(port: string): Tls | null {
  if (port === "993" || port === "465") return "tls";
  return port === "143" || port === "587" ? "starttls" : null;
}

/** What is kept belongs to its server and user; whoever changes one of them has to give it again. */
export function needsLogin(fields: MailboxFields, connection: MailConnection | null): boolean {
  const kept = connection?.mailbox;
  return (
    !kept ||
    kept.login === "unreadable" ||
    kept.host !== fields.host.trim() ||
    kept.user !== fields.user.trim()
  );
}

export function loginOf(fields: MailboxFields): MailLogin | undefined {
  const { loginKind, password, accessToken, refreshToken } = fields;
  if (loginKind === "password") return password === "" ? undefined : { kind: "password", password };
  const access = accessToken.trim();
  const refresh = refreshToken.trim();
  if (!access && !refresh) return undefined;
  const provider = providers.find(({ id }) => id === fields.provider)?.tokens ?? "other";
  const given = (name: string, value: string) => (value.trim() ? { [name]: value.trim() } : {});
  return {
    kind: "oauth",
    provider,
    ...given("access_token", access),
    ...given("refresh_token", refresh),
    ...given("client_id", fields.clientId),
    ...given("client_secret", fields.clientSecret),
    ...(provider === "other" ? given("token_endpoint", fields.tokenEndpoint) : {}),
  };
}

export function changeOf(fields: MailboxFields): MailConnectionChange {
  const login = loginOf(fields);
  const sendUser = fields.sendUser.trim();
  const sendLogin: MailLogin | undefined =
    fields.sendPassword === "" ? undefined : { kind: "password", password: fields.sendPassword };
  return {
    address: fields.address.trim(),
    receiving: {
      host: fields.host.trim(),
      port: Number(fields.port),
      tls: fields.tls,
      user: fields.user.trim(),
      ...(login ? { login } : {}),
      folder: fields.folder.trim() || "INBOX",
      marks: fields.marks,
    },
    sending: fields.sendsItself
      ? {
          from_name: fields.fromName.trim(),
          host: fields.sendHost.trim(),
          port: Number(fields.sendPort),
          tls: fields.sendTls,
          user: sendUser === "" ? null : sendUser,
          ...(sendLogin ? { login: sendLogin } : {}),
        }
      : null,
  };
}

/** Asked for apart, so that each part is shown when it is known. */
export function checksOf(fields: MailboxFields, inboxId: string, part: CheckPart): MailboxChecksWanted {
  const { address, receiving, sending } = changeOf(fields);
  const { marks: _, ...tried } = receiving;
  const selector = fields.selector.trim();
  return {
    inbox_id: inboxId,
    address,
    parts: [part],
    ...(part === "domain" ? {} : { receiving: tried }),
    ...(part === "sending" ? { sending } : {}),
    ...(part === "domain" && selector ? { dkim_selector: selector } : {}),
  };
}
