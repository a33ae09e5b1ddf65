import type { IssuedToken, Scope } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Tick } from "../../ui/switch.tsx";
import { useSave } from "../settings/use-save.ts";
import { allInboxes } from "./accounts-api.ts";

const scopes = [
  "messages:write",
  "conversations:read",
  "conversations:write",
  "customers:read",
  "customers:write",
  "search:read",
  "journal:read",
  "admin",
] as const satisfies readonly Scope[];

/** No more than it needs: every scope is chosen, none is on by itself. */
export function TokenForm({
  onMade,
  onClose,
}: {
  onMade: (token: IssuedToken) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  const [inboxIds, setInboxIds] = useState<readonly string[]>([]);
  const inboxes = useLoaded("inboxes", allInboxes);
  const { save, busy, failed } = useSave();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length === 0) return;
    const body = { name, scopes: chosen, inbox_ids: inboxIds.length > 0 ? inboxIds : null };
    void save(async () => onMade(await api.send<IssuedToken>("POST", "/tokens", { body })), "");
  };
  return (
    <form className="set-fields mt-4" onSubmit={onSubmit}>
      <TextField
        label={t("tokens.name")}
        hint={t("tokens.nameHint")}
        value={name}
        onValue={setName}
        required
        maxLength={120}
      />
      <fieldset>
        <legend className="label">{t("tokens.may")}</legend>
        {scopes.map((scope) => (
          <Tick
            key={scope}
            label={t(scopeWords(scope))}
            hint={scope === "admin" ? t("scope.adminHint") : undefined}
            on={chosen.includes(scope)}
            onTick={(on) => setChosen(withOrWithout(chosen, scope, on))}
          />
        ))}
      </fieldset>
      {inboxes.value && inboxes.value.length > 1 && (
        <fieldset>
          <legend className="label">{t("tokens.inboxes")}</legend>
          {inboxes.value.map((inbox) => (
            <Tick
              key={inbox.id}
              label={inbox.name}
              on={inboxIds.includes(inbox.id)}
              onTick={(on) => setInboxIds(withOrWithout(inboxIds, inbox.id, on))}
            />
          ))}
          <p className="hint-text">{t("tokens.inboxesHint")}</p>
        </fieldset>
      )}
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="ends">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button look="main" type="submit" aria-disabled={busy || chosen.length === 0}>
          {t("tokens.make")}
        </Button>
      </div>
    </form>
  );
}

/** The key of a scope's words; a colon would part off a namespace. */
export function scopeWords(scope: Scope) {
  return `scope.${scope.replace(":", "_") as ScopeKey & string}` as const;
}

type KeyOf<Each> = Each extends `${infer Thing}:${infer May}` ? `${Thing}_${May}` : Each;
type ScopeKey = KeyOf<Scope>;

function withOrWithout<T>(list: readonly T[], each: T, on: boolean): readonly T[] {
  return on ? [...list, each] : list.filter((other) => other !== each);
}
