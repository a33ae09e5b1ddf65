import { amendsTranscripts, looksLikeAmends } from "./amends-transcripts.ts";
import type { Format } from "./format.contract.ts";

export const formats: Format[] = [amendsTranscripts];

/** Which format a file is in, by its first bytes and its name; null when none of ours. */
export function recognise(head: Buffer, _fileName: string): Format | null {
  return looksLikeAmends(head) ? amendsTranscripts : null;
}
