import { type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { passFocusOn } from "./editor-focus.ts";
import type { EditorHandle, EditorProps } from "./editor-handle.ts";

/** Stands in until the editor has been fetched: one can write at once, and nothing is lost when it takes over. */
export function PlainEditor({ handle, ...props }: EditorProps & { handle: Ref<EditorHandle> }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const mine = field.current;
    return () => {
      if (mine === document.activeElement) passFocusOn();
    };
  }, []);
  const [text, setText] = useState(props.initialText);
  const change = (next: string) => {
    setText(next);
    props.onChange(next);
  };
  useImperativeHandle(handle, () => ({
    focus: () => field.current?.focus(),
    insert: (words) => change(text ? `${text}\n${words}` : words),
    isPlain: true,
    caret: () => field.current?.selectionStart ?? text.length,
    replace: (from, to, words) => {
      change(text.slice(0, from) + words + text.slice(to));
      field.current?.focus();
    },
    select: (from, to) => {
      field.current?.focus();
      field.current?.setSelectionRange(from, to);
    },
  }));
  return (
    <textarea
      ref={field}
      className="txt plain"
      value={text}
      rows={2}
      dir="auto"
      lang={props.language ?? undefined}
      aria-label={props.label}
      placeholder={props.placeholder}
      onChange={(event) => change(event.target.value)}
      onSelect={(event) => props.guard?.onCaret(event.currentTarget.selectionStart)}
      onKeyDown={(event) => {
        if (event.key === "Escape") props.onEscape();
        const isBare = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
        if (event.key === "Tab" && isBare && props.guard?.onTab()) event.preventDefault();
      }}
      onPaste={(event) => {
        const files = [...event.clipboardData.files];
        if (files.length > 0) {
          event.preventDefault();
          props.onFiles(files);
        }
      }}
    />
  );
}
