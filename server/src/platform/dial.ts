import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { FetchProblem, isPrivateHost, publicOnly } from "./fetch.ts";

/** Where a connection other than HTTP is to go, as somebody typed it. */
export interface DialPlace {
  host: string;
  port: number;
  /** Whether what is said there can be read on the way. */
  isOpen: boolean;
}

/** For libraries that connect by themselves: the same walls that `openFetch` puts around HTTP (S-38). */
export interface GuardedDial {
  /** What can be said before the name is looked up; null: it may be tried. `open`: words and passwords would go legibly. */
  objectionTo(place: DialPlace): "address" | "private" | "open" | null;
  /** For the connection: looks the name up and gives public addresses only, so that the one checked is the one dialled. */
  lookupFor(place: DialPlace): LookupFunction;
}

export function openDial({
  trusted,
  lookup = systemLookup,
}: {
  /** `host` or `host:port` that the operator trusts: may be private, and may be spoken to without TLS. */
  trusted: readonly string[];
  lookup?: typeof systemLookup;
}): GuardedDial {
  const isTrusted = ({ host, port }: DialPlace) => {
    const name = host.toLowerCase();
    const written = name.includes(":") ? `[${name}]` : name;
    return trusted.includes(written) || trusted.includes(`${written}:${port}`);
  };
  return {
    objectionTo(place) {
      if (!/^[\w.:-]{1,253}$/.test(place.host) || place.port < 1 || place.port > 65535) return "address";
      if (isTrusted(place)) return null;
      if (isPrivateHost(place.host)) return "private";
      return place.isOpen ? "open" : null;
    },
    lookupFor: (place) => (isTrusted(place) ? (lookup as LookupFunction) : publicOnly(lookup)),
  };
}

/**
 * For libraries that look names up by themselves and cannot be handed a look-up: the address to dial in the name's place,
 * of the older family where there is one, for not every machine has a way to the newer. The name stays for the certificate.
 */
export function addressBy(lookup: LookupFunction, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      const chosen = addresses.find(({ family }) => family === 4) ?? addresses[0];
      if (chosen) resolve(chosen.address);
      else reject(error ?? new FetchProblem("name"));
    });
  });
}
