/** What the composer asks of whatever the words are written in: the rich editor, or the plain field until it is there. */
export type EditorHandle = {
  focus: () => void;
  /** Words at the cursor, e.g. a saved reply; gaps in them become marks. */
  insert: (text: string) => void;
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
};
