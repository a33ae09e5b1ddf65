import type { Word } from "./handle.ts";
import type { Language } from "./language.ts";
import type { Sheet } from "./state.ts";

/** What a visitor can do; the views know nothing else of the app. A form's act answers with a key of the words when it failed. */
export interface Acts {
  close(): void;
  send(text: string): void;
  typed(text: string): void;
  addFiles(files: Iterable<File>): void;
  removeFile(id: string): void;
  retryFile(id: string): void;
  retry(clientId: string): void;
  discard(clientId: string): void;
  showSheet(sheet: Sheet): void;
  leaveAddress(email: string, name: string, question: string): Promise<Word | null>;
  requestCode(email: string): Promise<{ problem: Word } | { until: number }>;
  resume(by: { email: string; code: string } | { key: string }): Promise<Word | null>;
  makeLink(): Promise<{ problem: Word } | { url: string; until: number }>;
  judge(answered: boolean): void;
  earlier(): void;
  saveTranscript(): void;
  speak(language: Language): void;
  draft(): string;
}
