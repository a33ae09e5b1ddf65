import type { Setup } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Session } from "../../app/session.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { PasswordField } from "../passwords/password-field.tsx";
import { codeInAddress, openApi } from "./door-api.ts";
import { DoorFrame } from "./door-frame.tsx";
import { doorWords, isAboutPassword } from "./door-words.ts";
import { enterDesk } from "./enter-desk.ts";
import { useSubmit } from "./use-submit.ts";

/** Once for ever: the organisation and its first administrator. */
export function SetupPage() {
  const [code] = useState(codeInAddress);
  const open = useIsOpen();
  const { t } = useTranslation("door");
  if (open === false) {
    return (
      <DoorFrame title={t("setup.closed")} lead={t("setup.closedMore")} share={1}>
        <p className="door-links">
          <Link to="/sign-in">{t("signIn.go")}</Link>
        </p>
      </DoorFrame>
    );
  }
  if (!code) return <DoorFrame title={t("setup.noCode")} lead={t("setup.noCodeMore")} share={0.05} />;
  return <SetupForm code={code} />;
}

function SetupForm({ code }: { code: string }) {
  const { t, i18n } = useTranslation("door");
  const [organisation, setOrganisation] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { onSubmit, busy, problem } = useSubmit(async () => {
    const body: Setup = { code, organisation, name, email, password, locale: i18n.language };
    const session = await openApi.send<Session>("POST", "/setup", { body });
    await enterDesk(session, "/welcome");
  });
  const filled = [organisation, name, email, password].filter((value) => value.trim() !== "").length;
  return (
    <DoorFrame title={t("setup.title")} lead={t("setup.lead")} share={busy ? 1 : 0.08 + filled * 0.2}>
      <form onSubmit={onSubmit}>
        <TextField
          label={t("setup.organisation")}
          hint={t("setup.organisationHint")}
          value={organisation}
          onValue={setOrganisation}
          name="organization"
          autoComplete="organization"
          autoFocus
          required
          maxLength={200}
        />
        <TextField
          label={t("setup.name")}
          hint={t("setup.nameHint")}
          value={name}
          onValue={setName}
          name="name"
          autoComplete="name"
          required
          maxLength={200}
        />
        <TextField
          label={t("email")}
          hint={t("setup.emailHint")}
          value={email}
          onValue={setEmail}
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
        />
        <PasswordField
          label={t("password.label")}
          value={password}
          onValue={setPassword}
          autoComplete="new-password"
          owner={{ name, email, organisation }}
          error={isAboutPassword(problem) ? doorWords(t, problem) : null}
        />
        {problem !== null && !isAboutPassword(problem) && <SaidBad>{doorWords(t, problem)}</SaidBad>}
        <Button look="main" type="submit" aria-disabled={busy}>
          {busy ? t("setup.going") : t("setup.go")}
        </Button>
      </form>
    </DoorFrame>
  );
}

function useIsOpen(): boolean | null {
  const [open, setOpen] = useState<boolean | null>(null);
  useEffect(() => {
    openApi.get<{ open: boolean }>("/setup").then(
      (state) => setOpen(state.open),
      () => {},
    );
  }, []);
  return open;
}
