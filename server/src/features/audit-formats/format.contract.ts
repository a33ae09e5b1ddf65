import type { Transcript } from "#features/audit/audit.contract.ts";

/** A record that could not become a transcript; the audit reports it, counts it and goes on. */
export interface Skipped {
  skipped: true;
  /** Line of the file, from 1; null where the format has no lines. */
  line: number | null;
  reason: string;
}

/** One way in which conversations lie in files. */
export interface Format {
  name: string;
  title: string;
  read(file: string, options: { lang?: string; mapping?: string }): AsyncIterable<Transcript | Skipped>;
}
