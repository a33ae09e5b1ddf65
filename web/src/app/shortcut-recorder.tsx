import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Keys } from "../ui/keys.tsx";
import { preferences } from "./preferences.ts";
import { strokesOf } from "./shortcut-match.ts";

/** How long a second key may take; then one key it is. */
const secondKeyMs = 1000;
const isApple = /Mac|iPhone|iPad/.test(navigator.platform ?? "");

type RecorderProps = {
  label: string;
  /** Null: no keys for this command. */
  onRecorded: (keys: string | null) => void;
  onCancel: () => void;
};

/** Takes the next key, or two in a row. Escape calls it off, Tab leaves, so that nobody is caught in here. */
export function ShortcutRecorder({ label, onRecorded, onCancel }: RecorderProps) {
  const { t } = useTranslation("palette");
  const [strokes, setStrokes] = useState<string[]>([]);
  const place = useRef<HTMLButtonElement>(null);
  const done = useRef(onRecorded);
  done.current = onRecorded;
  useEffect(() => {
    place.current?.focus();
  }, []);
  useEffect(() => {
    if (strokes.length === 0) return;
    if (strokes.length >= 2) return done.current(strokes.join(" "));
    const timer = setTimeout(() => done.current(strokes.join(" ")), secondKeyMs);
    return () => clearTimeout(timer);
  }, [strokes]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return onCancel();
    if (event.key === "Backspace" || event.key === "Delete") return onRecorded(null);
    const native = event.nativeEvent;
    const { key, code, ctrlKey, metaKey, shiftKey, altKey, isComposing, keyCode } = native;
    const press = { key, code, ctrlKey, metaKey, shiftKey, altKey, isComposing, keyCode };
    const byPosition = preferences.get().shortcuts.byPosition ?? false;
    const found = strokesOf({ ...press, altGraph: native.getModifierState("AltGraph") }, isApple, byPosition);
    const stroke = found.at(-1);
    if (stroke) setStrokes((now) => [...now, stroke]);
  };
  return (
    <>
      <button ref={place} type="button" className="recorder" aria-label={label} onKeyDown={onKeyDown}>
        {strokes.length > 0 ? <Keys keys={strokes.join(" ")} /> : t("sheet.pressNow")}
      </button>
      <Button small look="bare" onClick={() => onRecorded(null)}>
        {t("sheet.noKeys")}
      </Button>
      <Button small look="bare" onClick={onCancel}>
        {t("sheet.cancel")}
      </Button>
    </>
  );
}
