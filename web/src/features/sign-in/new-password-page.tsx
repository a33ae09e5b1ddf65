import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { PasswordField } from "../passwords/password-field.tsx";
import { codeInAddress, doorApi } from "./door-api.ts";
import { DoorFrame } from "./door-frame.tsx";
import { doorWords, isAboutPassword } from "./door-words.ts";
import { useSubmit } from "./use-submit.ts";

/** By a reset link. Whoever was signed in elsewhere is signed out by it. */
export function NewPasswordPage() {
  const { t } = useTranslation("door");
  const navigate = useNavigate();
  const [token] = useState(codeInAddress);
  const [password, setPassword] = useState("");
  const { onSubmit, busy, problem } = useSubmit(async () => {
    await doorApi.send("POST", "/reset-password", { body: { token, newPassword: password } });
    await navigate({ to: "/sign-in", search: { news: "new-password" } });
  });
  return (
    <DoorFrame
      title={t("newPassword.title")}
      lead={token ? t("newPassword.lead") : t("problem.resetLink")}
      share={password ? 0.6 : 0.3}
    >
      {token && (
        <form onSubmit={onSubmit}>
          <PasswordField
            label={t("password.new")}
            value={password}
            onValue={setPassword}
            autoComplete="new-password"
            owner={{}}
            error={isAboutPassword(problem) ? doorWords(t, problem) : null}
            autoFocus
          />
          {problem !== null && !isAboutPassword(problem) && <SaidBad>{doorWords(t, problem)}</SaidBad>}
          <Button look="main" type="submit" aria-disabled={busy}>
            {t("newPassword.go")}
          </Button>
        </form>
      )}
      <p className="door-links">
        <Link to="/forgotten">{t("newPassword.another")}</Link>
      </p>
    </DoorFrame>
  );
}
