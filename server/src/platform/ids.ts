import { randomBytes } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new opaque id: prefix, ten characters of time (so that new rows lie together in the index), sixteen of chance
 * (80 bits). Not a secret: whoever knows an id still has to be admitted.
 */
export function newId<Prefix extends string>(prefix: Prefix): `${Prefix}_${string}` {
  let time = Date.now();
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = alphabet[time % 32] + head;
    time = Math.floor(time / 32);
  }
  let tail = "";
  for (const byte of randomBytes(16)) tail += alphabet[byte & 31];
  return `${prefix}_${head}${tail}`;
}

/** 256 random bits for whatever opens a door, as base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
