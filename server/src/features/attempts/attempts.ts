import { createHash, randomBytes } from "node:crypto";
import { Refusal } from "#platform/refusal.ts";
import type { Secrets } from "#platform/secrets.ts";
import type { SignInDb } from "#platform/sign-in-db.ts";
import {
  attemptsPerAccount,
  attemptsPerDevice,
  attemptsPerPeer,
  attemptWindowSeconds,
  networkOf,
} from "./attempts.rules.ts";
import { countAttempt, forgetAttempts, refundAttempt } from "./attempts.store.ts";

export interface PasswordAttempt {
  /** The password was right: what was counted for it is given back. */
  succeeded(): Promise<void>;
}

export interface Attempts {
  /**
   * Counts a guess before it is checked, so that parallel ones cannot slip through, and refuses it when there were
   * too many. An address that nobody has is treated as any other (S-26).
   */
  begin(guess: { email: string; peer: string; device: string | null }): Promise<PasswordAttempt>;
  /** For guesses by somebody who is signed in, and for codes. */
  limit(what: string, max: number): Promise<void>;
  /** The mark of a device on which this address has signed in; worth nothing for another address. */
  deviceMark(email: string): string;
}

export function createAttempts(db: SignInDb, secrets: Secrets): Attempts {
  const accountOf = (email: string) =>
    createHash("sha256").update(email.trim().toLowerCase()).digest("base64url");
  const purpose = "known device";

  function deviceOf(mark: string | null, account: string): string | null {
    const [device = "", signature = ""] = (mark ?? "").split(".");
    return device && secrets.isSigned(purpose, `${device} ${account}`, signature) ? device : null;
  }
  async function limit(key: string, max: number): Promise<void> {
    const { count, retryAfter } = await countAttempt(db, key, attemptWindowSeconds);
    if (count > max) throw tooMany(retryAfter);
  }
  return {
    async begin({ email, peer, device }) {
      const account = accountOf(email);
      const known = deviceOf(device, account);
      const network = `network:${networkOf(peer)}`;
      const guessed = known ? `device:${known}` : `account:${account}`;
      await limit(network, attemptsPerPeer);
      await limit(guessed, known ? attemptsPerDevice : attemptsPerAccount);
      return {
        async succeeded() {
          await Promise.all([forgetAttempts(db, guessed), refundAttempt(db, network)]);
        },
      };
    },
    limit: (what, max) => limit(what, max),
    deviceMark(email) {
      const device = randomBytes(16).toString("base64url");
      return `${device}.${secrets.sign(purpose, `${device} ${accountOf(email)}`)}`;
    },
  };
}

function tooMany(retryAfter: number): Refusal {
  return new Refusal("sign_in.too_many_attempts", 429, "Too many attempts. Please wait, then try again.", {
    retry_after: retryAfter,
  });
}
