import type { GuardMark } from "./guard-marks.ts";

/** What the composer asks of whatever the words are written in: the rich editor, or the plain field until it is there. */
export type EditorHandle = {
  focus: () => void;
  /** Words at the cursor, e.g. a saved reply; gaps in them become marks. */
  insert: (text: string) => void;
  /** Words in it cannot be marked. */
  isPlain?: boolean;
  /** Where the writer stands in the text. */
  caret: () => number;
  /** Words in the place of others; the writer goes on behind them. */
  replace: (from: number, to: number, text: string) => void;
  /** The writer stands at these words. */
  select: (from: number, to: number) => void;
};

export type EditorProps = {
  kind: "reply" | "note";
  initialText: string;
  placeholder: string;
  label: string;
  language: string | null;
  onChange: (text: string) => void;
  onFiles: (files: File[]) => void;
  onEscape: () => void;
  /** Fills a saved reply for this customer. */
  fill: (body: string) => string;
  guard?: EditorGuard;
};

/** What the guard asks of an editor: to mark words, to say where the caret goes, and to hand it Tab first. */
export type EditorGuard = {
  /** Marks of exactly this text. */
  text: string;
  marks: readonly GuardMark[];
  onCaret: (caret: number) => void;
  /** True when Tab did something; otherwise it moves on as everywhere. */
  onTab: () => boolean;
};
