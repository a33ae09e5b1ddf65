import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "./operator-error.ts";

/** The installation's own secret; every purpose gets a key of its own from it. */
export interface Secrets {
  keyFor(purpose: string): Buffer;
  sign(purpose: string, text: string): string;
  isSigned(purpose: string, text: string, signature: string): boolean;
}

/** From AMENDS_SECRET (needed when several servers share a database), else from a file only we can read. */
export async function openSecrets(dataDir: string, fromEnvironment: string | undefined): Promise<Secrets> {
  const master = fromEnvironment ? Buffer.from(fromEnvironment) : await secretFile(dataDir);
  if (master.length < 32)
    throw new OperatorError(
      "AMENDS_SECRET is shorter than 32 characters; make one with: openssl rand -hex 32",
    );
  const keyFor = (purpose: string) => createHmac("sha256", master).update(`amends ${purpose}`).digest();
  const sign = (purpose: string, text: string) =>
    createHmac("sha256", keyFor(purpose)).update(text).digest("base64url");
  return {
    keyFor,
    sign,
    isSigned(purpose, text, signature) {
      const expected = Buffer.from(sign(purpose, text));
      const given = Buffer.from(signature);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}

async function secretFile(dataDir: string): Promise<Buffer> {
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const path = join(dataDir, "secret");
  try {
    await writeFile(path, randomBytes(48).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFile(path);
}
