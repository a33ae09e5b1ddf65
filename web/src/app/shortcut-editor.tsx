import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "../ui/choice.tsx";
import { Switch } from "../ui/switch.tsx";
import {
  type CommandDefinition,
  type CommandGroup,
  type CommandTitle,
  commandDefinitions,
} from "./commands.ts";
import { plainText } from "./palette-match.ts";
import { changePreferences, preferences } from "./preferences.ts";
import { ShortcutCarry } from "./shortcut-carry.tsx";
import { ShortcutRow } from "./shortcut-row.tsx";
import { useStore } from "./use-store.ts";
import "../styles/palette.css";

const groups: CommandGroup[] = ["conversation", "write", "list", "go", "app"];

/** All commands with their keys; kept in the profile, so that they follow the person and not the browser. */
export function ShortcutEditor() {
  const { t } = useTranslation("palette");
  const { t: name } = useTranslation("commands");
  const choice = useStore(preferences).shortcuts;
  const [words, setWords] = useState("");
  const sought = plainText(useDeferredValue(words));
  const found = commandDefinitions.filter(
    (command) =>
      sought === "" ||
      plainText(name(command.title)).includes(sought) ||
      plainText(t(`synonyms.${command.title as CommandTitle}`)).includes(sought),
  );
  return (
    <div className="shortcut-editor">
      <input
        className="input"
        type="search"
        aria-label={t("sheet.find")}
        placeholder={t("sheet.find")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {sought === "" && (
        <div className="shortcut-options">
          <Switch
            label={t("sheet.singleOn")}
            hint={t("sheet.singleHint")}
            on={!choice.off}
            onSwitch={(on) => changePreferences({ shortcuts: { ...choice, off: !on } })}
          />
          <div className="form-field">
            <span className="label">{t("sheet.keyboard")}</span>
            <Choice
              label={t("sheet.keyboard")}
              value={choice.byPosition ? "place" : "letter"}
              onChoose={(by) => changePreferences({ shortcuts: { ...choice, byPosition: by === "place" } })}
              options={[
                { value: "letter", label: t("sheet.byLetter") },
                { value: "place", label: t("sheet.byPlace") },
              ]}
            />
            <span className="hint-text">
              {t(choice.byPosition ? "sheet.byPlaceHint" : "sheet.byLetterHint")}
            </span>
          </div>
        </div>
      )}
      {groups.map((group) => (
        <ShortcutGroup
          key={group}
          title={name(`group.${group}`)}
          commands={found.filter((each) => each.group === group)}
        />
      ))}
      {found.length === 0 && <p className="meta">{t("sheet.nothing", { words })}</p>}
      {sought === "" && <ShortcutCarry />}
    </div>
  );
}

type KnownCommand = (typeof commandDefinitions)[number] & CommandDefinition;

function ShortcutGroup({ title, commands }: { title: string; commands: readonly KnownCommand[] }) {
  if (commands.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {commands.map((command) => (
          <ShortcutRow key={command.id} command={command} />
        ))}
      </ul>
    </section>
  );
}
