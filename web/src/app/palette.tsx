import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import type { PaletteEntry } from "./palette-entry.ts";
import { openIndex } from "./palette-index.ts";
import { PaletteList } from "./palette-list.tsx";
import { searchEntry } from "./palette-places.ts";
import { rememberRecent } from "./palette-recent.ts";
import { takeTypedAhead } from "./typed-ahead.tsx";
import { useKeys } from "./use-command.ts";
import { usePaletteSearch } from "./use-palette-search.ts";
import "../styles/palette.css";

/** One place for doing, going and finding. What Enter will do stands there in words before it is pressed. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const [index] = useState(openIndex);
  const [words, setWords] = useState(takeTypedAhead);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const entries = useEntries(index.entriesFor, words);
  const chosen = entries.find((entry) => entry.id === chosenId) ?? entries[0];

  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    if (entry.recurs) rememberRecent(entry.id);
    onClose();
    // After the dialog has given the focus back: an act that moves the focus must have the last word.
    setTimeout(entry.run, 30);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") run(chosen);
    else {
      const to = stepTo(event.key, entries, chosen);
      if (!to) return;
      setChosenId(to.id);
    }
    event.preventDefault();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("title")}
      titleHidden
      wide
      className="palette"
      initialFocus={field}
    >
      <div className="palette-field">
        <Icon name="search" size={20} />
        <input
          ref={field}
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={chosen ? optionId(list, chosen) : undefined}
          aria-autocomplete="list"
          aria-label={t("title")}
          placeholder={t("placeholder")}
          value={words}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => {
            setWords(event.target.value);
            setChosenId(null);
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="palette-close" onClick={onClose} aria-label={t("close")}>
          <kbd>esc</kbd>
          <Icon name="close" />
        </button>
      </div>
      <PaletteList
        id={list}
        entries={entries}
        chosen={chosen}
        onChoose={setChosenId}
        onRun={run}
        words={words}
      />
      <Foot />
    </Dialog>
  );
}

export function optionId(list: string, entry: PaletteEntry): string {
  return `${list}-${entry.id.replace(/[^\w-]/g, "_")}`;
}

/** As many lines as the palette shows without scrolling. */
const inSight = 14;

/** False until the first picture is on the screen: what lies out of sight must not delay what is in it. */
function usePainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setTimeout(() => setPainted(true)));
    return () => cancelAnimationFrame(frame);
  }, []);
  return isPainted;
}

/** Local ones at once; the server's behind them, so that nothing moves under the cursor. */
function useEntries(entriesFor: (words: string) => PaletteEntry[], words: string): PaletteEntry[] {
  const searchKeys = useKeys("app.search");
  const local = useMemo(() => entriesFor(words), [entriesFor, words]);
  const found = usePaletteSearch(words);
  const isPainted = usePainted();
  return useMemo(() => {
    if (words.trim() === "") return isPainted ? local : local.slice(0, inSight);
    const known = new Set(local.map((entry) => entry.id));
    const added = found.filter((entry) => !known.has(entry.id));
    return [...local, searchEntry(words, searchKeys), ...added];
  }, [local, found, words, searchKeys, isPainted]);
}

function stepTo(key: string, entries: readonly PaletteEntry[], chosen: PaletteEntry | undefined) {
  const at = chosen ? entries.indexOf(chosen) : -1;
  const last = entries.length - 1;
  const page = 6;
  if (key === "ArrowDown") return entries[at >= last ? 0 : at + 1];
  if (key === "ArrowUp") return entries[at <= 0 ? last : at - 1];
  if (key === "PageDown") return entries[Math.min(last, at + page)];
  if (key === "PageUp") return entries[Math.max(0, at - page)];
  return undefined;
}

function Foot() {
  const { t } = useTranslation("palette");
  const sheetKeys = useKeys("app.shortcuts");
  return (
    <p className="palette-foot" aria-hidden="true">
      <span>
        <Keys keys="ArrowUp" /> <Keys keys="ArrowDown" /> {t("foot.choose")}
      </span>
      <span>
        <Keys keys="Enter" /> {t("foot.do")}
      </span>
      <span className="grow" />
      {sheetKeys && (
        <span className="hide-s">
          {t("foot.sheet")} <Keys keys={sheetKeys} />
        </span>
      )}
    </p>
  );
}
