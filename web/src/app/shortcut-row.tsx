import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../ui/button.tsx";
import { Keys } from "../ui/keys.tsx";
import { type CommandDefinition, type CommandId, type CommandTitle, commandOf, keysOf } from "./commands.ts";
import { changePreferences, preferences } from "./preferences.ts";
import { isChanged, problemWith, type ShortcutProblem, withKeys } from "./shortcut-choice.ts";
import { ShortcutRecorder } from "./shortcut-recorder.tsx";
import { useStore } from "./use-store.ts";

type RowProps = { command: CommandDefinition & { id: CommandId; title: CommandTitle } };
type Asked = { keys: string; problem: ShortcutProblem };

export function ShortcutRow({ command }: RowProps) {
  const { t } = useTranslation("palette");
  const { t: name } = useTranslation("commands");
  const choice = useStore(preferences).shortcuts;
  const [recording, setRecording] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const keys = keysOf(command.id, { ...choice, off: false });
  const set = (next: string | null) => changePreferences({ shortcuts: withKeys(choice, command.id, next) });
  const end = () => {
    setRecording(false);
    setAsked(null);
  };
  const onRecorded = (next: string | null) => {
    const problem = next === null ? null : problemWith(command.id, next, choice);
    if (next !== null && problem) return setAsked({ keys: next, problem });
    set(next);
    end();
  };
  const takeOver = () => {
    if (asked?.problem.kind !== "taken") return;
    const without = withKeys(choice, asked.problem.by, null);
    changePreferences({ shortcuts: withKeys(without, command.id, asked.keys) });
    end();
  };
  const title = name(command.title);
  return (
    <li className={recording ? "recording" : ""}>
      <span className="grow">{title}</span>
      {recording && !asked ? (
        <ShortcutRecorder
          label={t("sheet.press", { command: title })}
          onRecorded={onRecorded}
          onCancel={end}
        />
      ) : (
        !asked && (
          <>
            {keys ? <Keys keys={keys} /> : <span className="meta">{t("sheet.none")}</span>}
            {isChanged(choice, command.id) && (
              <IconButton
                icon="undo"
                label={t("sheet.reset", { command: title })}
                onClick={() => set(command.keys)}
              />
            )}
            <IconButton
              icon="pencil"
              label={t("sheet.change", { command: title })}
              onClick={() => setRecording(true)}
            />
          </>
        )
      )}
      {asked && (
        <div className="asked" role="alert">
          <p>
            <Keys keys={asked.keys} /> <ProblemWords problem={asked.problem} />
          </p>
          {asked.problem.kind === "taken" && (
            <Button small onClick={takeOver}>
              {t("sheet.takeOver")}
            </Button>
          )}
          <Button small onClick={() => setAsked(null)}>
            {t("sheet.another")}
          </Button>
          <Button small look="bare" onClick={end}>
            {t("sheet.cancel")}
          </Button>
        </div>
      )}
    </li>
  );
}

function ProblemWords({ problem }: { problem: ShortcutProblem }) {
  const { t } = useTranslation("palette");
  const { t: name } = useTranslation("commands");
  if (problem.kind === "needsMod") return t("sheet.needsMod");
  if (problem.kind === "browser") return t("sheet.browser");
  return t("sheet.taken", { command: name(commandOf(problem.by).title as CommandTitle) });
}
