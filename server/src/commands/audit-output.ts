import { once } from "node:events";
import { type Audited, conversationFailures } from "#features/audit/audit.contract.ts";

/** What was found, counted. */
export interface Tally {
  conversations: number;
  /** The first skipped record, in words. */
  firstReason: string | null;
  add(audited: Audited): void;
  skip(reason: string, whole: string): void;
  has(labels: readonly string[]): boolean;
  summary(): Summary;
  examples(label: string): string[];
}

export interface Summary {
  conversations: number;
  /** Judged in every respect. */
  judged: number;
  clean: number;
  labels: Record<string, number>;
  skipped: { count: number; reasons: Record<string, number> };
  /** Conversations that could not be judged wholly, by reason. */
  unjudged: Record<string, number>;
}

/** Different reasons are few; what a broken file can put into one is not. */
const mostReasons = 50;

export function tallyOf(): Tally {
  const labels = new Map<string, number>();
  const reasons = new Map<string, number>();
  const unjudged = new Map<string, number>();
  const examples = new Map<string, string[]>();
  let [judged, clean, skipped] = [0, 0, 0];
  return {
    conversations: 0,
    firstReason: null,
    add(audited) {
      this.conversations++;
      if (audited.unjudged.length === 0) judged++;
      if (audited.labels.length === 0) clean++;
      for (const label of audited.labels) {
        increment(labels, label);
        const known = examples.get(label) ?? [];
        if (known.length < 3) examples.set(label, [...known, audited.id]);
      }
      for (const reason of audited.unjudged) increment(unjudged, reason);
    },
    skip(reason, whole) {
      skipped++;
      this.firstReason ??= whole;
      increment(reasons, reasons.size < mostReasons || reasons.has(reason) ? reason : "other reasons");
    },
    has: (wanted) => wanted.some((label) => labels.has(label)),
    summary() {
      return {
        conversations: this.conversations,
        judged,
        clean,
        labels: Object.fromEntries(conversationFailures.map((label) => [label, labels.get(label) ?? 0])),
        skipped: { count: skipped, reasons: Object.fromEntries(reasons) },
        unjudged: Object.fromEntries(unjudged),
      };
    },
    examples: (label) => examples.get(label) ?? [],
  };
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export interface Printer {
  conversation(audited: Audited): Promise<void>;
  finish(tally: Tally): Promise<void>;
  /** Nobody reads any more, as when the output goes to `head`. */
  isClosed(): boolean;
}

export function printer(json: boolean): Printer {
  let closed = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    closed = true;
  });
  const write = async (text: string) => {
    if (!closed && !process.stdout.write(text))
      await Promise.race([once(process.stdout, "drain"), once(process.stdout, "close")]).catch(() => {});
  };
  return {
    async conversation(audited) {
      if (json) await write(`${lineOf(audited)}\n`);
    },
    async finish(tally) {
      const summary = tally.summary();
      await write(json ? `${JSON.stringify({ summary })}\n` : tableOf(summary, tally));
    },
    isClosed: () => closed,
  };
}

function lineOf({ id, labels, findings, unjudged }: Audited): string {
  return JSON.stringify({
    id,
    labels,
    findings: findings.map(({ label, turn, confidence, explanation }) => ({
      label,
      turn,
      confidence,
      explanation,
    })),
    ...(unjudged.length > 0 ? { unjudged } : {}),
  });
}

function tableOf(summary: Summary, tally: Tally): string {
  const share = (count: number) => `${((100 * count) / summary.conversations).toFixed(1)} %`;
  const rows = Object.entries(summary.labels)
    .toSorted((a, b) => b[1] - a[1])
    .map(
      ([label, count]) =>
        `  ${label.padEnd(24)} ${String(count).padStart(7)} ${share(count).padStart(8)}   ${tally.examples(label).map(printable).join(", ")}`,
    );
  const notes = [
    ...Object.entries(summary.unjudged).map(
      ([reason, count]) => `${count} not judged wholly: ${reason.replaceAll("_", " ")}`,
    ),
    ...Object.entries(summary.skipped.reasons).map(([reason, count]) => `${count} skipped: ${reason}`),
  ];
  const head = `${summary.conversations} conversations, ${summary.clean} without a failure (${share(summary.clean)})`;
  const title = `  ${"failure".padEnd(24)} ${"found".padStart(7)} ${"share".padStart(8)}   for example`;
  return `${[head, "", title, ...rows, ...(notes.length > 0 ? ["", ...notes] : [])].join("\n")}\n`;
}

/** Ids come from files of strangers; a terminal must not obey them. */
function printable(id: string): string {
  const clean = id.replaceAll(/\p{C}/gu, "?");
  return clean.length > 30 ? `${clean.slice(0, 29)}…` : clean;
}

/** Lines about what was skipped, held back until something was judged: if nothing was, one line says so. */
export function complaintsOf(clearBar: () => void): { say(line: string): void; release(): void } {
  let isHeld = true;
  let held: string[] = [];
  const print = (line: string) => {
    clearBar();
    process.stderr.write(`${line.replaceAll(/\p{Cc}/gu, "?")}\n`);
  };
  return {
    say(line) {
      if (!isHeld) print(line);
      else if (held.length < mostHeld) held.push(line);
    },
    release() {
      if (!isHeld) return;
      isHeld = false;
      for (const line of held) print(line);
      held = [];
    },
  };
}

const mostHeld = 1000;

/** On a terminal only, and not for every conversation. */
export function progressBar(): { show(count: number): void; clear(): void } {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let shownAt = 0;
  let isShown = false;
  const startedAt = performance.now();
  return {
    show(count) {
      const now = performance.now();
      if (now - shownAt < 200) return;
      shownAt = now;
      isShown = true;
      const rate = Math.round((count / (now - startedAt)) * 1000);
      process.stderr.write(`\r\x1b[K${count.toLocaleString("en-US")} conversations, ${rate} a second`);
    },
    clear() {
      if (isShown) process.stderr.write("\r\x1b[K");
      isShown = false;
    },
  };
}
