import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What the provider says about whoever signs in next. */
export interface Claims {
  sub: string;
  email?: string;
  email_verified?: boolean;
  [claim: string]: unknown;
}

/** Ways in which the provider misbehaves. */
export type Mischief =
  | "none"
  | "alg-none"
  | "wrong-key"
  | "wrong-issuer"
  | "wrong-audience"
  | "wrong-nonce"
  | "expired"
  | "no-id-token";

export interface OidcProvider {
  issuer: string;
  claims: Claims;
  mischief: Mischief;
  clientId: string;
  clientSecret: string;
  close(): Promise<void>;
}

interface Grant {
  nonce: string | null;
  challenge: string | null;
  redirectUri: string;
}

/** A small OpenID Connect provider on loopback: discovery, keys, authorization by code with PKCE, RS256 id_tokens. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const strangers = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const provider: OidcProvider = {
    issuer: "",
    claims: { sub: "subject-1" },
    mischief: "none",
    clientId: "amends-desk",
    clientSecret: "a secret between provider and desk",
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", provider.issuer);
    const json = (body: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname === "/.well-known/openid-configuration") return json(description(provider.issuer));
    if (url.pathname === "/keys") {
      const jwk = keys.publicKey.export({ format: "jwk" });
      return json({ keys: [{ ...jwk, kid: "one", alg: "RS256", use: "sig" }] });
    }
    if (url.pathname === "/authorize") {
      const code = randomBytes(16).toString("hex");
      const redirectUri = url.searchParams.get("redirect_uri")!;
      const challenge = url.searchParams.get("code_challenge");
      grants.set(code, { nonce: url.searchParams.get("nonce"), challenge, redirectUri });
      const back = new URL(redirectUri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      return response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === "/token") {
      const form = new URLSearchParams(await bodyOf(request));
      const grant = grants.get(form.get("code") ?? "");
      grants.delete(form.get("code") ?? "");
      const verifier = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      const isGood =
        grant &&
        form.get("client_id") === provider.clientId &&
        form.get("client_secret") === provider.clientSecret &&
        form.get("redirect_uri") === grant.redirectUri &&
        (grant.challenge === null || grant.challenge === verifier);
      if (!isGood) return json({ error: "invalid_grant" }, 400);
      const key = provider.mischief === "wrong-key" ? strangers.privateKey : keys.privateKey;
      const idToken = signed(provider, grant.nonce, (text) =>
        createSign("RSA-SHA256").update(text).sign(key).toString("base64url"),
      );
      const tokens = { access_token: "access", token_type: "Bearer", expires_in: 60 };
      return json(provider.mischief === "no-id-token" ? tokens : { ...tokens, id_token: idToken });
    }
    if (url.pathname === "/userinfo") return json(provider.claims);
    return json({ error: "not_found" }, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
}

function description(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

function signed(provider: OidcProvider, nonce: string | null, sign: (text: string) => string): string {
  const { mischief } = provider;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const body = {
    iss: mischief === "wrong-issuer" ? "https://other.example" : provider.issuer,
    aud: mischief === "wrong-audience" ? "somebody-else" : provider.clientId,
    iat: mischief === "expired" ? now - 7200 : now,
    exp: mischief === "expired" ? now - 3600 : now + 300,
    nonce: mischief === "wrong-nonce" ? "another" : nonce,
    ...provider.claims,
  };
  if (mischief === "alg-none") return `${part({ alg: "none", typ: "JWT" })}.${part(body)}.`;
  const text = `${part({ alg: "RS256", typ: "JWT", kid: "one" })}.${part(body)}`;
  return `${text}.${sign(text)}`;
}

async function bodyOf(request: NodeJS.ReadableStream): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
