import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { session } from "../../app/session.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { PasswordField } from "../passwords/password-field.tsx";
import { useSave } from "../settings/use-save.ts";
import { doorApi } from "../sign-in/door-api.ts";

export function PasswordChange() {
  const { t } = useTranslation("settings");
  const me = useStore(session);
  const [open, setOpen] = useState(false);
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const { save, busy, failed } = useSave();
  if (!open) {
    return (
      <div className="set-acts">
        <Button onClick={() => setOpen(true)}>{t("password.change")}</Button>
      </div>
    );
  }
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { currentPassword: present, newPassword: next };
    const done = await save(() => doorApi.send("POST", "/change-password", { body }), t("password.changed"));
    if (!done) return;
    setOpen(false);
    setPresent("");
    setNext("");
  };
  return (
    <form className="set-fields" onSubmit={(event) => void onSubmit(event)}>
      {/* Password managers tie the new password to this address. */}
      <input
        type="text"
        name="username"
        autoComplete="username"
        value={me?.member.email ?? ""}
        readOnly
        hidden
      />
      <PasswordField
        label={t("password.present")}
        name="current-password"
        value={present}
        onValue={setPresent}
        autoComplete="current-password"
        autoFocus
      />
      <PasswordField
        label={t("password.next")}
        name="new-password"
        value={next}
        onValue={setNext}
        autoComplete="new-password"
        owner={{
          name: me?.member.name ?? "",
          email: me?.member.email ?? "",
          organisation: me?.organisation.name ?? "",
        }}
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button look="main" type="submit" aria-disabled={busy}>
          {t("password.change")}
        </Button>
        <Button look="bare" onClick={() => setOpen(false)}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
