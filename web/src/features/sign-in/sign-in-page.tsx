import type { SignInOptions } from "@amends/server/contract";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad, SaidGood } from "../../ui/said.tsx";
import { PasswordField } from "../passwords/password-field.tsx";
import { doorApi, openApi, safeTarget } from "./door-api.ts";
import { DoorFrame } from "./door-frame.tsx";
import { doorWords } from "./door-words.ts";
import { enterDesk } from "./enter-desk.ts";
import { OtherDoors } from "./other-doors.tsx";
import { SecondFactorForm } from "./second-factor-form.tsx";
import { useSubmit } from "./use-submit.ts";

export function SignInPage() {
  const { t } = useTranslation("door");
  const [needsCode, setNeedsCode] = useState(false);
  const { to } = useSearch({ from: "/sign-in" });
  if (needsCode) {
    return (
      <DoorFrame title={t("second.title")} lead={t("second.lead")} share={0.75}>
        <SecondFactorForm onDone={() => enterDesk(null, to)} onBack={() => setNeedsCode(false)} />
      </DoorFrame>
    );
  }
  return <FirstFactor onNeedsCode={() => setNeedsCode(true)} />;
}

function FirstFactor({ onNeedsCode }: { onNeedsCode: () => void }) {
  const { t } = useTranslation("door");
  const { to, error, news } = useSearch({ from: "/sign-in" });
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const options = useSignInOptions();
  const passwordField = useRef<HTMLInputElement>(null);
  const { onSubmit, busy, problem } = useSubmit(async () => {
    try {
      const body = { email, password, rememberMe: true };
      const answer = await doorApi.send<{ twoFactorRedirect?: boolean }>("POST", "/sign-in/email", { body });
      if (answer.twoFactorRedirect) return onNeedsCode();
      await enterDesk(null, to);
    } catch (cause) {
      passwordField.current?.select();
      throw cause;
    }
  });
  const share = busy ? 0.7 : 0.1 + (email ? 0.22 : 0) + (password ? 0.22 : 0);
  return (
    <DoorFrame
      title={t("signIn.title")}
      lead={to && to !== "/" ? t("signIn.toGoOn") : undefined}
      share={share}
    >
      <form onSubmit={onSubmit}>
        {news === "new-password" && <SaidGood>{t("newPassword.done")}</SaidGood>}
        <TextField
          label={t("email")}
          value={email}
          onValue={setEmail}
          name="email"
          type="email"
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          maxLength={254}
        />
        <PasswordField
          label={t("password.label")}
          value={password}
          onValue={setPassword}
          autoComplete="current-password"
          inputRef={passwordField}
        />
        {problem !== null && <SaidBad>{doorWords(t, problem)}</SaidBad>}
        {problem === null && error && <SaidBad>{t("problem.provider")}</SaidBad>}
        <Button look="main" type="submit" aria-disabled={busy}>
          {busy ? t("signIn.going") : t("signIn.go")}
        </Button>
      </form>
      {options && <OtherDoors options={options} to={safeTarget(to)} onIn={() => enterDesk(null, to)} />}
      <p className="door-links">
        <Link to="/forgotten">{t("signIn.forgotten")}</Link>
      </p>
    </DoorFrame>
  );
}

function useSignInOptions(): SignInOptions | null {
  const [options, setOptions] = useState<SignInOptions | null>(null);
  useEffect(() => {
    openApi.get<SignInOptions>("/sign-in-options").then(setOptions, () => {});
  }, []);
  return options;
}
