import { randomBytes } from "node:crypto";

/** Without letters that look alike or that spell words; lower case, because mail servers may lower an address. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const length = 26;

/** 128 bits that nobody guesses: who answers with it has had a mail of ours in this conversation. */
export function newMailToken(): string {
  let left = BigInt(`0x${randomBytes(16).toString("hex")}`);
  let token = "";
  for (let at = 0; at < length; at++) {
    token += alphabet[Number(left & 31n)]!;
    left >>= 5n;
  }
  return token;
}

/** What may be tokens in an address (`help+TOKEN@…`) or a Message-ID (`msg.TOKEN@…`): each once, at most ten. */
export function tokensIn(text: string): string[] {
  const found = text.toLowerCase().match(/(?<=[+.])[0-9a-hjkmnp-tv-z]{26}(?=@)/g) ?? [];
  return [...new Set(found)].slice(0, 10);
}
