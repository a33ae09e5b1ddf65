import Placeholder from "@tiptap/extension-placeholder";
import { type Editor, EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { type Ref, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { takeFocus } from "./editor-focus.ts";
import type { EditorHandle, EditorProps } from "./editor-handle.ts";
import { documentOf, lineNodes, sliceOf, Variable } from "./editor-nodes.ts";
import { type Offer, offering } from "./editor-offers.ts";
import { OfferList } from "./offer-list.tsx";

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
    onUpdate: ({ editor: changed }) => latest.current.onChange(changed.getText({ blockSeparator: "\n" })),
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
        if (event.key !== "Escape" || offerKeys.current) return false;
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
    }),
    [editor],
  );
  useLayoutEffect(() => {
    if (editor && takeFocus()) focusAtEnd(editor);
  }, [editor]);
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

function takeFiles(data: DataTransfer | null, onFiles: (files: File[]) => void): boolean {
  const files = [...(data?.files ?? [])];
  // A spreadsheet's clipboard holds its picture beside its cells: the cells are what is meant.
  if (files.length === 0 || data?.types.includes("text/plain")) return false;
  onFiles(files);
  return true;
}
