import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/** The browser's part of WebAuthn as JSON, as a page hands it on. */
export interface Answer {
  id: string;
  rawId: string;
  type: "public-key";
  clientExtensionResults: object;
  response: Record<string, string | string[]>;
}

/** A device with one passkey: ES256, user verified, no attestation. */
export class Authenticator {
  readonly #id = randomBytes(16);
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
  });
  #count = 0;

  /** Makes the passkey, for whoever asked at this origin. */
  register(question: { challenge: string; rp: { id: string } }, origin: string): Answer {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    const key = map([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.#id.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.#id, key]);
    // User present, user verified, and credential data follows.
    const data = Buffer.concat([this.#head(question.rp.id, 0x45), credential]);
    const attestation = map([
      ["fmt", "none"],
      ["attStmt", emptyMap],
      ["authData", data],
    ]);
    return this.#answer({
      clientDataJSON: clientData("webauthn.create", question.challenge, origin).toString("base64url"),
      attestationObject: attestation.toString("base64url"),
      transports: ["internal"],
    });
  }

  /** Proves that it has the passkey. */
  prove(question: { challenge: string; rpId: string }, origin: string): Answer {
    const client = clientData("webauthn.get", question.challenge, origin);
    const data = this.#head(question.rpId, 0x05);
    const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
    return this.#answer({
      clientDataJSON: client.toString("base64url"),
      authenticatorData: data.toString("base64url"),
      signature: createSign("SHA256").update(signed).sign(this.#keys.privateKey).toString("base64url"),
    });
  }

  #head(rpId: string, flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(++this.#count);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), counter]);
  }

  #answer(response: Answer["response"]): Answer {
    const id = this.#id.toString("base64url");
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

const emptyMap = Symbol("empty map");
type Value = number | string | Buffer | typeof emptyMap;

/** As much of CBOR as a passkey needs. */
function map(entries: [number | string, Value][]): Buffer {
  return Buffer.concat([
    head(5, entries.length),
    ...entries.flatMap(([key, value]) => [encode(key), encode(value)]),
  ]);
}

function encode(value: Value): Buffer {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return head(5, 0);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}
