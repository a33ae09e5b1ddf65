import { lookup as systemLookup } from "node:dns";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * Why nothing came of a request. `address`: not one that we speak to; `private`: a machine or network that is not the
 * internet; `name`: nobody knows the host; `connect`: nobody answers there; `time`, `size`: too slow, too much;
 * `redirect`: it sends elsewhere; `answer`: not HTTP as we read it; `stopped`: this server is being stopped.
 */
export type FetchReason =
  | "address"
  | "private"
  | "name"
  | "connect"
  | "time"
  | "size"
  | "redirect"
  | "answer"
  | "stopped";

export class FetchProblem extends Error {
  readonly reason: FetchReason;

  constructor(reason: FetchReason) {
    super(`The request came to nothing: ${reason}.`);
    this.name = "FetchProblem";
    this.reason = reason;
  }
}

export interface FetchRequest {
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** For the whole exchange, from looking up the name to the last byte. */
  timeMs: number;
  /** What an answer may be at most. */
  bytes: number;
}

/** The only outgoing HTTP. */
export interface GuardedFetch {
  /** The whole answer, whatever its status but a redirect. Throws a FetchProblem. */
  send(address: string, request: FetchRequest): Promise<Response>;
  /** What can be said of an address before its name is looked up; null: it may be tried. */
  objectionTo(address: string): "address" | "private" | null;
  /** Ends what is on its way, so that a server that is stopped waits for nobody. */
  stop(): void;
}

export interface FetchOptions {
  /** `host` or `host:port` that the operator trusts: may be private, and may be spoken to without TLS. */
  trusted: readonly string[];
  /** Looks names up; the system's resolver unless another is handed in. */
  lookup?: typeof systemLookup;
}

/**
 * HTTP to the internet and nowhere else (S-38): the address that was checked is the one that is connected to, so that a
 * name that changes its mind in between gains nothing, and redirects are not followed.
 */
export function openFetch({ trusted, lookup = systemLookup }: FetchOptions): GuardedFetch {
  const stopping = new AbortController();
  const isTrusted = (url: URL) =>
    trusted.includes(url.hostname) || trusted.includes(`${url.hostname}:${portOf(url)}`);

  function objectionTo(address: string): "address" | "private" | null {
    if (!URL.canParse(address)) return "address";
    const url = new URL(address);
    if (url.username !== "" || url.password !== "") return "address";
    if (url.protocol !== "https:" && url.protocol !== "http:") return "address";
    if (isTrusted(url)) return null;
    if (isPrivateHost(url.hostname)) return "private";
    // What customers wrote and the key that opens the other side do not cross the internet in the open.
    return url.protocol === "https:" ? null : "address";
  }

  return {
    objectionTo,
    async send(address, request) {
      const objection = objectionTo(address);
      if (objection) throw new FetchProblem(objection);
      const url = new URL(address);
      return exchange(url, request, isTrusted(url) ? lookup : publicOnly(lookup), stopping.signal);
    },
    stop: () => stopping.abort(),
  };
}

function exchange(url: URL, wanted: FetchRequest, lookup: unknown, stopping: AbortSignal): Promise<Response> {
  const deadline = AbortSignal.timeout(wanted.timeMs);
  const open = url.protocol === "https:" ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(problemOf(error, { deadline, stopping }));
    const request = open(url, {
      method: wanted.method,
      headers: { ...wanted.headers, "accept-encoding": "identity" },
      agent: false,
      signal: AbortSignal.any([deadline, stopping]),
      lookup: lookup as LookupFunction,
    });
    request.on("error", fail);
    request.on("response", (response) => {
      const give = (problem: FetchProblem) => {
        fail(problem);
        request.destroy();
      };
      const status = response.statusCode ?? 0;
      if (status >= 300 && status < 400) return give(new FetchProblem("redirect"));
      if (status < 200 || status > 599) return give(new FetchProblem("answer"));
      // Packed answers could be small on the way and huge in memory; none was asked for.
      if (!["", "identity"].includes(response.headers["content-encoding"] ?? ""))
        return give(new FetchProblem("answer"));
      if (Number(response.headers["content-length"] ?? 0) > wanted.bytes)
        return give(new FetchProblem("size"));
      const parts: Buffer[] = [];
      let size = 0;
      response.on("error", fail);
      response.on("data", (part: Buffer) => {
        size += part.length;
        if (size > wanted.bytes) give(new FetchProblem("size"));
        else parts.push(part);
      });
      response.on("end", () => {
        const headers = { "content-type": response.headers["content-type"] ?? "" };
        const body = size > 0 ? new Uint8Array(Buffer.concat(parts)) : null;
        resolve(new Response(body, { status, headers }));
      });
    });
    request.end(wanted.body ?? undefined);
  });
}

type Ends = { deadline: AbortSignal; stopping: AbortSignal };

function problemOf(error: unknown, { deadline, stopping }: Ends): FetchProblem {
  if (error instanceof FetchProblem) return error;
  if (stopping.aborted) return new FetchProblem("stopped");
  if (deadline.aborted) return new FetchProblem("time");
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "ENODATA") return new FetchProblem("name");
  return new FetchProblem(code.startsWith("HPE_") ? "answer" : "connect");
}

/** Names of the internet only: when one of a name's addresses is private, none of them is used. */
export function publicOnly(lookup: typeof systemLookup): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      if (addresses.length === 0 || addresses.some(({ address }) => !isPublic(address)))
        return callback(new FetchProblem("private") as NodeJS.ErrnoException, "", 0);
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}

function portOf(url: URL): string {
  return url.port || (url.protocol === "https:" ? "443" : "80");
}

export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host)) return !isPublic(host);
  return host === "localhost" || host.endsWith(".localhost");
}

/** Not of the internet: this machine, its networks, carriers' own, examples, many at once, and what is kept for later. */
const private4 = new BlockList();
for (const range of [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
])
  add(private4, range, "ipv4");
/** Of IPv6 one block is the internet; in it lie tunnels, which end who knows where, and examples. */
const public6 = new BlockList();
add(public6, "2000::/3", "ipv6");
const private6 = new BlockList();
for (const range of ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]) add(private6, range, "ipv6");

function add(list: BlockList, range: string, family: "ipv4" | "ipv6"): void {
  const [network, length] = range.split("/");
  list.addSubnet(network!, Number(length), family);
}

/** Whether an IP address is one of the internet's. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !private4.check(address, "ipv4");
  if (isIP(address) !== 6 || address.includes("%")) return false;
  return public6.check(address, "ipv6") && !private6.check(address, "ipv6");
}
