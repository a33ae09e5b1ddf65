import type { InvitedMember, Role } from "@amends/server/contract";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Tick } from "../../ui/switch.tsx";
import { LanguagesField } from "../profile/languages-field.tsx";
import { zoneOfThisBrowser } from "../profile/time-zones.ts";
import { useSave } from "../settings/use-save.ts";
import { allInboxes } from "./accounts-api.ts";
import { OneTimeLink } from "./one-time-link.tsx";
import { RoleChoice } from "./role-choice.tsx";

/** Makes a link that is shown once: whoever opens it chooses a password and is in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const [invited, setInvited] = useState<InvitedMember | null>(null);
  return (
    <Dialog open onClose={onClose} title={invited ? t("invite.readyTitle") : t("invite.title")} wide>
      {invited ? (
        <div className="set-fields mt-4">
          <OneTimeLink link={invited.link} expiresAt={invited.expires_at} for={invited.member.name} />
          <div className="ends">
            <Button onClick={() => setInvited(null)}>{t("invite.another")}</Button>
            <Button look="main" onClick={onClose}>
              {t("done")}
            </Button>
          </div>
        </div>
      ) : (
        <InviteForm onInvited={setInvited} onClose={onClose} />
      )}
    </Dialog>
  );
}

type InviteFormProps = { onInvited: (invited: InvitedMember) => void; onClose: () => void };

function InviteForm({ onInvited, onClose }: InviteFormProps) {
  const { t } = useTranslation("settings");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const [languages, setLanguages] = useState<string[]>([]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const inboxes = useLoaded("inboxes", allInboxes);
  const { save, busy, failed } = useSave();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const inbox_ids = (inboxes.value ?? []).map((each) => each.id).filter((id) => !left.has(id));
    const body = { name, email, role, languages, inbox_ids, time_zone: zoneOfThisBrowser() };
    void save(async () => onInvited(await api.send<InvitedMember>("POST", "/members", { body })), "");
  };
  const setIn = (id: string, isIn: boolean) => {
    const next = new Set(left);
    if (isIn) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  return (
    <form className="set-fields mt-4" onSubmit={onSubmit}>
      <div className="set-two">
        <TextField
          label={t("invite.name")}
          value={name}
          onValue={setName}
          autoComplete="off"
          required
          maxLength={200}
        />
        <TextField
          label={t("profile.email")}
          type="email"
          value={email}
          onValue={setEmail}
          autoComplete="off"
          required
          maxLength={254}
        />
      </div>
      <RoleChoice value={role} onChoose={setRole} />
      <LanguagesField label={t("invite.languages")} value={languages} onChange={setLanguages} />
      {inboxes.value && inboxes.value.length > 0 && (
        <fieldset>
          <legend className="label">{t("invite.inboxes")}</legend>
          {inboxes.value.map((inbox) => (
            <Tick
              key={inbox.id}
              label={inbox.name}
              on={!left.has(inbox.id)}
              onTick={(on) => setIn(inbox.id, on)}
            />
          ))}
        </fieldset>
      )}
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="ends">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button look="main" type="submit" aria-disabled={busy}>
          {t("invite.go")}
        </Button>
      </div>
    </form>
  );
}
