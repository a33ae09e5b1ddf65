import Placeholder from "@tiptap/extension-placeholder";
import { type Editor, EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { type Ref, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { takeFocus } from "./editor-focus.ts";
import type { EditorGuard, EditorHandle, EditorProps } from "./editor-handle.ts";
import { documentOf, lineNodes, sliceOf, Variable } from "./editor-nodes.ts";
import { type Offer, offering } from "./editor-offers.ts";
import { GuardMarks, guardMarksKey } from "./guard-marks.ts";
import { OfferList } from "./offer-list.tsx";
import { offsetOf, placeOf } from "./text-places.ts";

/** Plain text in, plain text out: customers get exactly the words that are seen here. */
const plainKit = {
  blockquote: false,
  bold: false,
  bulletList: false,
  code: false,
  codeBlock: false,
  dropcursor: false,
  gapcursor: false,
  hardBreak: false,
  heading: false,
  horizontalRule: false,
  italic: false,
  link: false,
  listItem: false,
  listKeymap: false,
  orderedList: false,
  strike: false,
  trailingNode: false,
  underline: false,
} as const;

export function RichEditor({ handle, ...props }: EditorProps & { handle: Ref<EditorHandle> }) {
  const latest = useRef(props);
  latest.current = props;
  const [offer, setOffer] = useState<Offer | null>(null);
  const offerKeys = useRef<((event: KeyboardEvent) => boolean) | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor per conversation and kind; it is made anew for another
  const extensions = useMemo(
    () => [
      StarterKit.configure(plainKit),
      Placeholder.configure({ placeholder: props.placeholder }),
      Variable,
      GuardMarks,
      ...offering(props.kind, {
        show: setOffer,
        onKey: (event) => offerKeys.current?.(event) ?? false,
        fill: (body) => latest.current.fill(body),
        language: props.language,
      }),
    ],
    [],
  );
  const editor = useEditor({
    extensions,
    content: documentOf(props.initialText),
    injectCSS: false,
    shouldRerenderOnTransaction: false,
    onUpdate: ({ editor: changed }) => latest.current.onChange(textOf(changed)),
    onSelectionUpdate: ({ editor: changed }) => latest.current.guard?.onCaret(caretOf(changed)),
    editorProps: {
      attributes: {
        class: "txt",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": props.label,
        dir: "auto",
        ...(props.language ? { lang: props.language } : {}),
      },
      handleKeyDown: (_view, event) => {
        if (offerKeys.current) return false;
        if (event.key === "Tab" && isBare(event)) return latest.current.guard?.onTab() ?? false;
        if (event.key !== "Escape") return false;
        latest.current.onEscape();
        return true;
      },
      handlePaste: (view, event) => {
        if (takeFiles(event.clipboardData, (files) => latest.current.onFiles(files))) return true;
        // Words only: cells of a spreadsheet stay apart by tabs, and nothing brings its looks along.
        const words = event.clipboardData?.getData("text/plain");
        return words ? view.pasteText(words) : false;
      },
      clipboardTextParser: (words, _at, _plain, view) => sliceOf(view.state.schema, words),
      handleDrop: (_view, event) => takeFiles(event.dataTransfer, (files) => latest.current.onFiles(files)),
    },
  });
  useImperativeHandle(
    handle,
    () => ({
      focus: () => editor && focusAtEnd(editor),
      insert: (words) => void editor?.chain().focus().insertContent(lineNodes(words)).run(),
      caret: () => (editor ? caretOf(editor) : 0),
      replace: (from, to, words) => editor && replaceWords(editor, from, to, words),
      select: (from, to) => editor && standAt(editor, from, to),
    }),
    [editor],
  );
  useLayoutEffect(() => {
    if (editor && takeFocus()) focusAtEnd(editor);
  }, [editor]);
  useMarks(editor, props.guard);
  return (
    <>
      <EditorContent editor={editor} />
      {offer && <OfferList offer={offer} keys={offerKeys} />}
    </>
  );
}

/** At once: the editor's own command waits a frame, and a letter typed in that frame would be a command. */
function focusAtEnd(editor: Editor): void {
  editor.commands.setTextSelection(editor.state.doc.content.size);
  editor.view.focus();
}

/** Only on the very words they were found in: in the moment before a new letter is here they would be one off. */
function useMarks(editor: Editor | null, guard: EditorGuard | undefined): void {
  const { text, marks } = guard ?? { text: "", marks: [] };
  useLayoutEffect(() => {
    if (!editor || editor.isDestroyed) return;
    const stitch = () => {
      if (editor.isDestroyed || textOf(editor) !== text) return;
      editor.view.dispatch(editor.state.tr.setMeta(guardMarksKey, marks).setMeta("addToHistory", false));
    };
    if (!editor.view.composing) return stitch();
    // An input method holds the words it is composing: they are left alone until it lets go.
    const { dom } = editor.view;
    const later = () => setTimeout(stitch);
    dom.addEventListener("compositionend", later, { once: true });
    return () => dom.removeEventListener("compositionend", later);
  }, [editor, text, marks]);
}

function textOf(editor: Editor): string {
  return editor.getText({ blockSeparator: "\n" });
}

function caretOf(editor: Editor): number {
  return offsetOf(editor.state.doc, editor.state.selection.head);
}

function replaceWords(editor: Editor, from: number, to: number, words: string): void {
  const { doc } = editor.state;
  const lines = lineNodes(words);
  const content = lines.length === 1 ? (lines[0]?.content ?? []) : lines;
  const range = { from: placeOf(doc, from), to: placeOf(doc, to) };
  editor.chain().focus().insertContentAt(range, content).run();
}

function standAt(editor: Editor, from: number, to: number): void {
  const { doc } = editor.state;
  editor.commands.setTextSelection({ from: placeOf(doc, from), to: placeOf(doc, to) });
  editor.view.focus();
}

function isBare(event: KeyboardEvent): boolean {
  return !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
}

function takeFiles(data: DataTransfer | null, onFiles: (files: File[]) => void): boolean {
  const files = [...(data?.files ?? [])];
  // A spreadsheet's clipboard holds its picture beside its cells: the cells are what is meant.
  if (files.length === 0 || data?.types.includes("text/plain")) return false;
  onFiles(files);
  return true;
}
