import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import type {
  ReadMail,
  UnreadableMail,
} from "../../server/src/features/mail-reading/mail-reading.contract.ts";
import {
  defaultLimits,
  type MailReader,
  openMailReader,
} from "../../server/src/features/mail-reading/mail-reading.ts";
import { type Figure, figure } from "../figures.ts";
import { type Part, say } from "../parts/part.ts";
import { between, oneOf, type Random, randomFrom } from "../random.ts";
import { measureKinds } from "./kinds.ts";

/**
 * Reading mails of others, and mails that have been damaged. AMENDS_MAILS names a folder of raw mails; AMENDS_FUZZ says
 * how many damaged ones are tried (2,000 unless said otherwise).
 */
export const reading: Part = {
  title: "email: reading",
  async run({ quick }) {
    const reader = openMailReader();
    try {
      const mails = mailsIn(process.env.AMENDS_MAILS);
      const figures = [
        ...(await readAll(reader, mails)),
        ...(await agreement(reader, process.env.AMENDS_MAILS)),
        ...(process.env.AMENDS_MAILS ? await measureKinds(process.env.AMENDS_MAILS) : []),
      ];
      const tries = Number(process.env.AMENDS_FUZZ ?? (quick ? 200 : 2_000));
      return [...figures, ...(await fuzz(reader, mails, tries))];
    } finally {
      await reader.close();
    }
  },
};

interface RawMail {
  name: string;
  raw: Uint8Array;
}

function mailsIn(folder: string | undefined): RawMail[] {
  if (!folder) {
    say("no mails of others: set AMENDS_MAILS to a folder of raw mails; only the own ones are read");
    return filesOf(join(import.meta.dirname, "../../server/src/features/mail-reading/corpus"));
  }
  return filesOf(folder);
}

// What stands beside mails in collections of them: results, archives, bodies without headers.
const noMails = /\.(json|xml|out|list|tnef|gz|zip|html?|url|pem|md|tsv|csv|png|gitattributes)$/i;

function filesOf(folder: string): RawMail[] {
  return globSync("**/*", { cwd: folder })
    .filter((path) => !noMails.test(path) && statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => ({ name: path, raw: new Uint8Array(readFileSync(join(folder, path))) }));
}

interface Timed {
  answer: ReadMail | UnreadableMail;
  ms: number;
}

async function timed(reader: MailReader, raw: Uint8Array): Promise<Timed> {
  const startedAt = performance.now();
  const answer = await reader.read(raw);
  return { answer, ms: performance.now() - startedAt };
}

async function readAll(reader: MailReader, mails: readonly RawMail[]): Promise<Figure[]> {
  await reader.read(mails[0]?.raw ?? new Uint8Array());
  const startedAt = performance.now();
  const results: Timed[] = [];
  for (const { name, raw } of mails) {
    const result = await timed(reader, raw);
    results.push(result);
    if ("unreadable" in result.answer) say(`${name}: ${result.answer.unreadable}, ${result.answer.detail}`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const read = results.filter(({ answer }) => !("unreadable" in answer));
  const left = results.filter(({ answer }) => "unreadable" in answer && stopped.has(answer.unreadable));
  const slowest = results.reduce((most, { ms }) => Math.max(most, ms), 0);
  return [
    figure(`mails read, of ${mails.length}`, read.length, { unit: "" }),
    figure("mails shown as unreadable", mails.length - read.length, { unit: "" }),
    figure("mails that stopped the reader", left.length, { unit: "", atMost: 0 }),
    figure("mails with words or parts", read.filter(({ answer }) => hasContent(answer)).length, { unit: "" }),
    figure("mail, slowest", slowest, { unit: "ms", atMost: defaultLimits.milliseconds }),
    figure("mails read", mails.length / seconds, { unit: "/s" }),
  ];
}

const stopped = new Set(["broken", "too_slow", "too_much_memory"]);

function hasContent(answer: ReadMail | UnreadableMail): boolean {
  return "text" in answer && (answer.text !== "" || answer.parts.length > 0);
}

/** Bodies with what is expected of them beside: `emails/X` and `trimmed/X`, or `X.txt` and `X.expected.txt`. */
async function agreement(reader: MailReader, folder: string | undefined): Promise<Figure[]> {
  if (!folder) return [];
  const pairs = globSync("**/*.txt", { cwd: folder }).flatMap((path) => {
    const beside =
      basename(dirname(path)) === "emails"
        ? join(dirname(path), "../trimmed", basename(path))
        : path.replace(extname(path), ".expected.txt");
    return beside !== path && existsSync(join(folder, beside)) ? [{ path, beside }] : [];
  });
  if (pairs.length === 0) return [];
  let agreed = 0;
  for (const { path, beside } of pairs) {
    const head = Buffer.from("Content-Type: text/plain; charset=utf-8\n\n");
    const answer = await reader.read(Buffer.concat([head, readFileSync(join(folder, path))]));
    const fresh = "fresh" in answer ? answer.fresh : "";
    if (folded(fresh) === folded(readFileSync(join(folder, beside), "utf8"))) agreed++;
    else say(`${path}: another reply than expected`);
  }
  return [
    figure(`replies as expected, of ${pairs.length}`, agreed / pairs.length, { unit: "", atLeast: 0.9 }),
  ];
}

function folded(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

async function fuzz(reader: MailReader, mails: readonly RawMail[], tries: number): Promise<Figure[]> {
  const random = randomFrom(41);
  const tally = { broken: 0, slow: 0, slowest: 0, read: 0 };
  const small = mails.filter(({ raw }) => raw.length < 500_000);
  for (let i = 0; i < tries; i++) {
    const { answer, ms } = await timed(reader, damaged(random, small));
    tally.slowest = Math.max(tally.slowest, ms);
    if (!("unreadable" in answer)) tally.read++;
    else if (answer.unreadable === "too_slow") tally.slow++;
    else if (stopped.has(answer.unreadable)) tally.broken++;
    if (i % 10_000 === 9_999) say(`${i + 1} damaged mails, ${JSON.stringify(tally)}`);
  }
  return [
    figure(`damaged mails read, of ${tries}`, tally.read, { unit: "" }),
    figure("damaged mails that stopped the reader", tally.broken, { unit: "", atMost: 0 }),
    figure("damaged mails over the time limit", tally.slow, { unit: "", atMost: 0 }),
    figure("damaged mail, slowest", tally.slowest, { unit: "ms", atMost: defaultLimits.milliseconds }),
  ];
}

/** One to four changes: bits turned, a piece cut out or doubled, a piece of another mail put in. */
function damaged(random: Random, mails: readonly RawMail[]): Uint8Array {
  let raw = oneOf(random, mails).raw.slice();
  for (let changes = between(random, 1, 5); changes > 0; changes--) {
    const at = between(random, 0, raw.length + 1);
    const to = Math.min(raw.length, at + between(random, 0, Math.max(1, Math.min(raw.length, 4_000))));
    const kind = between(random, 0, 5);
    if (kind === 0)
      for (let i = 0; i < 20; i++) raw[between(random, 0, raw.length || 1)]! ^= 1 << between(random, 0, 8);
    else if (kind === 1) raw = joined(raw.subarray(0, at), raw.subarray(to));
    else if (kind === 2) raw = joined(raw.subarray(0, to), raw.subarray(at));
    else if (kind === 3) raw = raw.slice(0, at);
    else {
      const other = oneOf(random, mails).raw;
      const from = between(random, 0, other.length + 1);
      const piece = other.subarray(from, from + between(random, 0, 8_000));
      raw = joined(raw.subarray(0, at), piece, raw.subarray(to));
    }
  }
  return raw;
}

function joined(...pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces));
}
