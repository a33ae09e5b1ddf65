import type { InvitationAcceptance, InvitationView } from "@amends/server/contract";
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

/** By the link that an administrator handed over: a name, a password, and in. */
export function InvitationPage() {
  const { t } = useTranslation("door");
  const [code] = useState(codeInAddress);
  const [invitation, setInvitation] = useState<InvitationView | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    if (!code) return;
    openApi
      .send<InvitationView>("POST", "/invitation-checks", { body: { code } })
      .then(setInvitation, setProblem);
  }, [code]);
  if (code && invitation) return <AcceptForm code={code} invitation={invitation} />;
  if (code && problem === null) return <DoorFrame title={t("invitation.looking")} share={0.1} />;
  return (
    <DoorFrame
      title={t("invitation.gone")}
      lead={problem === null ? t("problem.invitation") : doorWords(t, problem)}
      share={0.1}
    >
      <p className="door-links">
        <Link to="/sign-in">{t("signIn.go")}</Link>
      </p>
    </DoorFrame>
  );
}

function AcceptForm({ code, invitation }: { code: string; invitation: InvitationView }) {
  const { t } = useTranslation("door");
  const [name, setName] = useState(invitation.name);
  const [password, setPassword] = useState("");
  const { organisation, email } = invitation;
  const { onSubmit, busy, problem } = useSubmit(async () => {
    const body: InvitationAcceptance = { code, name, password };
    const session = await openApi.send<Session>("POST", "/invitation-acceptances", { body });
    await enterDesk(session, "/welcome");
  });
  return (
    <DoorFrame
      title={t("invitation.title", { organisation })}
      lead={t("invitation.lead")}
      share={busy ? 1 : password ? 0.6 : 0.3}
    >
      <form onSubmit={onSubmit}>
        <TextField
          label={t("email")}
          value={email}
          onValue={() => {}}
          name="email"
          autoComplete="username"
          readOnly
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
        <PasswordField
          label={t("password.new")}
          value={password}
          onValue={setPassword}
          autoComplete="new-password"
          owner={{ name, email, organisation }}
          error={isAboutPassword(problem) ? doorWords(t, problem) : null}
          autoFocus
        />
        {problem !== null && !isAboutPassword(problem) && <SaidBad>{doorWords(t, problem)}</SaidBad>}
        <Button look="main" type="submit" aria-disabled={busy}>
          {busy ? t("signIn.going") : t("invitation.go")}
        </Button>
      </form>
    </DoorFrame>
  );
}
