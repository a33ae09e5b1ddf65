import { Fragment, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/icon.tsx";
import { Keys } from "../ui/keys.tsx";
import { optionId } from "./palette.tsx";
import type { PaletteEntry } from "./palette-entry.ts";

type PaletteListProps = {
  id: string;
  entries: readonly PaletteEntry[];
  chosen: PaletteEntry | undefined;
  words: string;
  onChoose: (id: string) => void;
  onRun: (entry: PaletteEntry) => void;
};

export function PaletteList({ id, entries, chosen, words, onChoose, onRun }: PaletteListProps) {
  const { t } = useTranslation("palette");
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen line comes into sight whenever it changes
  useEffect(() => {
    place.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen?.id]);
  // Other words begin at the top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    // Newer browsers answer with a promise here, which is no clean-up.
    void place.current?.scrollTo({ top: 0 });
  }, [words]);
  return (
    <div ref={place} id={id} className="palette-list scroll" role="listbox" aria-label={t("title")}>
      {entries.map((entry, at) => (
        <Fragment key={entry.id}>
          {entries[at - 1]?.group !== entry.group && (
            <p className="palette-group" role="presentation">
              {t(`group.${entry.group}`)}
            </p>
          )}
          {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; the field names the active option */}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field handles every key */}
          <div
            id={optionId(id, entry)}
            role="option"
            aria-selected={entry === chosen}
            className="palette-entry"
            onPointerMove={() => entry !== chosen && onChoose(entry.id)}
            onClick={() => onRun(entry)}
          >
            <Icon name={entry.icon} />
            <span className="what clip" dir="auto">
              {entry.title}
              {entry.strong && (
                <>
                  {" "}
                  <b>{entry.strong}</b>
                </>
              )}
            </span>
            {entry.detail && (
              <span className="meta clip" dir="auto">
                {entry.detail}
              </span>
            )}
            {entry.keys && <Keys keys={entry.keys} />}
          </div>
        </Fragment>
      ))}
    </div>
  );
}
