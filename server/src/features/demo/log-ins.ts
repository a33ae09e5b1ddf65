import { type Colleague, staff } from "#features/demo-cast/staff.rules.ts";
import type { Secrets } from "#platform/secrets.ts";

export interface LogIn {
  name: string;
  role: Colleague["role"];
  languages: string[];
  email: string;
  password: string;
}

export function emailOf({ key }: Colleague): string {
  return `${key}@halder-roos.example`;
}

const consonants = "bdfghklmnprstvwz";
const vowels = "aeiou";

/**
 * Made from the installation's own secret, a file in the data folder that only its owner can read: another
 * installation has others, the next start has the same, and nothing has to be written down. Four groups of two
 * syllables are 50 bits, and can be read out over a desk.
 */
export function passwordOf(secrets: Secrets, colleague: Colleague): string {
  const bytes = Buffer.from(secrets.sign("demo log-in", colleague.key), "base64url");
  const syllable = (at: number) => consonants[bytes[at]! % 16]! + vowels[bytes[at + 16]! % 5]!;
  return [0, 2, 4, 6].map((at) => syllable(at) + syllable(at + 1)).join("-");
}

/** Everybody's, whoever looks around for the first time first. */
export function logInsOf(secrets: Secrets): LogIn[] {
  return staff.map((each) => ({
    name: each.name,
    role: each.role,
    languages: each.languages,
    email: emailOf(each),
    password: passwordOf(secrets, each),
  }));
}

/** As the start command prints them. */
export function logInLines(logIns: readonly LogIn[], address: string): string {
  const width = Math.max(...logIns.map(({ email }) => email.length));
  const lines = logIns.map(
    ({ name, role, languages, email, password }) =>
      `  ${email.padEnd(width)}  ${password}  ${name}, ${role} (${languages.join(", ")})`,
  );
  return [
    "Demo: Halder & Roos, with simulated customers. Sign in as Noor first, and play a customer in the shop:",
    `  ${address}/shop`,
    ...lines,
    "",
  ].join("\n");
}
