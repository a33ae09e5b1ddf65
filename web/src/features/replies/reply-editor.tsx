import type { Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { EditorContent, useEditor } from "@tiptap/react";
import StarterKit from "@tiptap/starter-kit";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { GuardMarks, guardMarksKey } from "../editor/guard-marks.ts";
import { offsetOf, placeOf } from "../editor/text-places.ts";
import { type Found, marksOf } from "../guard/finding.ts";
import { ReplyAdvice, useReplyGuard } from "../guard/reply-guard.tsx";
import { replyDocument, replyVariable } from "./reply-nodes.ts";
import { type VariableName, variableNames, variableWords } from "./reply-parts.ts";
import "../../styles/reply-editor.css";

/** Plain words and chips; what is seen is what goes out. */
const plainKit = {
  blockquote: false,
  bold: false,
  bulletList: false,
  code: false,
  codeBlock: false,
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

type Chosen = { at: number; name: VariableName; fallback: string };

type ReplyEditorProps = {
  text: string;
  language: string;
  label: string;
  onText: (text: string) => void;
};

/** One language of a saved reply. Made anew for another language (by its key). */
export function ReplyEditor({ text, language, label, onText }: ReplyEditorProps) {
  const { t } = useTranslation("settings");
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const latest = useRef(onText);
  latest.current = onText;
  const nameOf = (name: string) => t(variableWords(name as VariableName));
  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor per language
  const extensions = useMemo(() => [StarterKit.configure(plainKit), replyVariable(nameOf), GuardMarks], []);
  const editor = useEditor({
    extensions,
    content: replyDocument(text),
    injectCSS: false,
    shouldRerenderOnTransaction: false,
    onUpdate: ({ editor: changed }) => {
      latest.current(textOf(changed));
      setChosen(chosenIn(changed));
    },
    onSelectionUpdate: ({ editor: changed }) => setChosen(chosenIn(changed)),
    editorProps: {
      attributes: {
        class: "input reply-words",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
        dir: "auto",
        lang: language,
      },
      clipboardTextParser: (words, context, _plain, view) => {
        const slice = view.state.schema.nodeFromJSON(replyDocument(words)).slice(0);
        return slice.size > 0 ? slice : context.doc.slice(0, 0);
      },
    },
  });
  const findings = useReplyGuard(text, language, () =>
    editor ? offsetOf(editor.state.doc, editor.state.selection.head) : text.length,
  );
  useEffect(() => {
    if (!editor || textOf(editor) !== text) return;
    editor.view.dispatch(
      editor.state.tr.setMeta(guardMarksKey, marksOf(findings)).setMeta("addToHistory", false),
    );
  }, [editor, text, findings]);
  const use = ({ span, suggestion }: Found) => {
    if (!editor || suggestion === null) return;
    const { doc } = editor.state;
    const [from, to] = span ?? [text.length, text.length];
    const range = { from: placeOf(doc, from), to: placeOf(doc, to) };
    editor.chain().focus().insertContentAt(range, suggestion).run();
  };
  const insert = (name: VariableName) =>
    editor
      ?.chain()
      .focus()
      .insertContent({ type: "replyVariable", attrs: { name, fallback: "" } })
      .run();
  const setFallback = (fallback: string) => {
    if (!editor || !chosen) return;
    const { at, name } = chosen;
    editor.view.dispatch(editor.state.tr.setNodeMarkup(at, undefined, { name, fallback }));
    editor.commands.setNodeSelection(at);
    setChosen({ at, name, fallback });
  };
  return (
    <div className="reply-editor">
      <EditorContent editor={editor} />
      <ReplyAdvice text={text} language={language} findings={findings} onUse={use} />
      {chosen && (
        <TextField
          label={t("reply.fallback", { name: nameOf(chosen.name) })}
          hint={t("reply.fallbackHint")}
          value={chosen.fallback}
          onValue={setFallback}
          maxLength={80}
        />
      )}
      <div className="set-acts">
        <span className="meta">{t("reply.insert")}</span>
        {variableNames.map((name) => (
          <Button key={name} small onClick={() => insert(name)}>
            {nameOf(name)}
          </Button>
        ))}
      </div>
    </div>
  );
}

function textOf(editor: Editor): string {
  return editor.getText({ blockSeparator: "\n" });
}

function chosenIn(editor: Editor): Chosen | null {
  const { selection } = editor.state;
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== "replyVariable") return null;
  const { name, fallback } = selection.node.attrs as { name: VariableName; fallback: string };
  return { at: selection.from, name, fallback };
}
