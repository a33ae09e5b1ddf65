import { Refusal } from "#platform/refusal.ts";
import { peerHeader } from "./library.rules.ts";
import type { LibraryParts } from "./library-options.ts";
import { type OidcSettings, oidcConfig } from "./oidc.ts";

export type Library = Awaited<ReturnType<typeof buildLibrary>>;

/** Loaded when first needed: a third of all modules of the server, 0.7 s of its start (measured), are the library's. */
async function buildLibrary(parts: LibraryParts, oidc?: OidcSettings) {
  const [{ betterAuth }, { libraryOptions }] = await Promise.all([
    import("better-auth"),
    import("./library-options.ts"),
  ]);
  return betterAuth(libraryOptions(parts, oidc ? oidcConfig(oidc) : undefined));
}

export interface SignInLibrary {
  /** Password, second factor, passkeys, sessions. */
  plain(): Promise<Library>;
  /** The same with the identity provider, which is asked only when somebody comes that way. */
  withProvider(): Promise<Library>;
}

/** A request waits this long for the provider's description. */
const providerPatienceMs = 10_000;

/**
 * The library asks the provider for its description before it answers anything, so a provider that is down would
 * shut everybody out. Hence two: one that knows no provider, and one built when it is first needed, and again after
 * a failure.
 */
export function createLibrary(parts: LibraryParts, oidc: OidcSettings | null): SignInLibrary {
  let plain: Promise<Library> | null = null;
  let providing: Promise<Library> | null = null;
  return {
    plain: () => (plain ??= buildLibrary(parts)),
    withProvider() {
      if (!oidc) throw new Refusal("sign_in.no_provider", 404, "There is no identity provider here.");
      providing ??= ready(parts, oidc).catch((error) => {
        providing = null;
        throw error;
      });
      return providing;
    },
  };
}

async function ready(parts: LibraryParts, oidc: OidcSettings): Promise<Library> {
  const library = await buildLibrary(parts, oidc);
  const patience = AbortSignal.timeout(providerPatienceMs);
  const tired = new Promise<never>((_resolve, reject) => {
    patience.addEventListener("abort", () => reject(unreachable()), { once: true });
  });
  const context = await Promise.race([library.$context, tired]);
  if (!context.socialProviders.some((provider) => provider.id === "oidc")) throw unreachable();
  return library;
}

function unreachable(): Refusal {
  return new Refusal(
    "sign_in.provider_unreachable",
    503,
    "The identity provider does not answer as it should. Sign in another way, or try again later.",
  );
}

/** A request as the library sees it: at the configured address, with the peer that we saw, and no other header. */
export function requestForLibrary(
  baseUrl: string,
  request: {
    method: string;
    pathAndQuery: string;
    cookie?: string;
    userAgent?: string;
    peer: string;
    body?: unknown;
  },
): Request {
  const headers = new Headers({ origin: new URL(baseUrl).origin, [peerHeader]: request.peer });
  if (request.cookie) headers.set("cookie", request.cookie);
  if (request.userAgent) headers.set("user-agent", request.userAgent.slice(0, 300));
  const hasBody = request.method !== "GET";
  if (hasBody) headers.set("content-type", "application/json");
  return new Request(new URL(request.pathAndQuery, baseUrl), {
    method: request.method,
    headers,
    ...(hasBody ? { body: JSON.stringify(request.body ?? {}) } : {}),
  });
}
