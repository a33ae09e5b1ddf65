import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { dayName } from "../../app/format.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Fetched } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { doorApi } from "../sign-in/door-api.ts";
import { deviceName } from "./device-name.ts";
import { addPasskey, mayUsePasskeys, type Passkey, wasCalledOff } from "./passkeys.ts";

/** `possible`: the desk has a name and https, without which browsers make no passkeys. */
export function PasskeyList({ possible }: { possible: boolean }) {
  const { t } = useTranslation("settings");
  if (!possible) return <p className="meta">{t("passkeys.needsName")}</p>;
  if (!mayUsePasskeys()) return <p className="meta">{t("passkeys.needsBrowser")}</p>;
  return <Passkeys />;
}

function Passkeys() {
  const { t, i18n } = useTranslation("settings");
  const keys = useLoaded("passkeys", () => doorApi.get<Passkey[]>("/passkey/list-user-passkeys"));
  const { save, failed } = useSave();
  const [adding, setAdding] = useState(false);
  const remove = (id: string) =>
    void save(async () => {
      await doorApi.send("POST", "/passkey/delete-passkey", { body: { id } });
      await keys.reload();
    }, t("passkeys.removed"));
  return (
    <Fetched from={keys}>
      {(list) => (
        <>
          {list.length > 0 && (
            <ul className="set-list set-in">
              {list.map((key) => (
                <li key={key.id}>
                  <Icon name="key" />
                  <span className="what">
                    <b dir="auto">{key.name || t("passkeys.nameless")}</b>
                    {key.createdAt && (
                      <span className="meta">
                        {t("passkeys.since", {
                          day: dayName(Date.parse(key.createdAt), i18n.language, Date.now()),
                        })}
                      </span>
                    )}
                  </span>
                  <Button small look="bare" onClick={() => remove(key.id)}>
                    {t("remove")}
                  </Button>
                </li>
              ))}
            </ul>
          )}
          {failed && <SaidBad>{failed}</SaidBad>}
          {adding ? (
            <AddPasskey
              onDone={() => {
                setAdding(false);
                void keys.reload();
              }}
            />
          ) : (
            <div className="set-acts">
              <Button onClick={() => setAdding(true)}>{t("passkeys.add")}</Button>
            </div>
          )}
        </>
      )}
    </Fetched>
  );
}

function AddPasskey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState(() => deviceName(navigator.userAgent));
  const { save, busy, failed } = useSave();
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const done = await save(async () => {
      await addPasskey(name).catch((problem) => {
        if (!wasCalledOff(problem)) throw problem;
      });
    }, "");
    if (done) onDone();
  };
  return (
    <form className="set-fields" onSubmit={(event) => void onSubmit(event)}>
      <TextField
        label={t("passkeys.name")}
        hint={t("passkeys.nameHint")}
        value={name}
        onValue={setName}
        required
        maxLength={100}
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button look="main" type="submit" aria-disabled={busy}>
          {t("passkeys.make")}
        </Button>
        <Button look="bare" onClick={onDone}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
