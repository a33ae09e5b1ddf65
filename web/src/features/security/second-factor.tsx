import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { SaidBad, SaidGood } from "../../ui/said.tsx";
import { PasswordField } from "../passwords/password-field.tsx";
import { Fetched } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { doorApi } from "../sign-in/door-api.ts";
import { RecoveryCodes, SecondFactorSetup, type Secrets } from "./second-factor-setup.tsx";

type Step =
  | { at: "rest" }
  | { at: "password"; then: "enable" | "disable" | "codes" }
  | { at: "setup"; secrets: Secrets }
  | { at: "codes"; codes: string[] };

/** Off, or on; each change asks for the password, so that an open screen is not enough to make one. */
export function SecondFactor() {
  const { t } = useTranslation("settings");
  const state = useLoaded("second-factor", () => api.get<{ on: boolean }>("/second-factor"));
  const [step, setStep] = useState<Step>({ at: "rest" });
  const rest = () => {
    setStep({ at: "rest" });
    void state.reload();
  };
  const onAnswer = (then: "enable" | "disable" | "codes", answer: Partial<Secrets>) => {
    const { totpURI = "", backupCodes = [] } = answer;
    if (then === "enable") setStep({ at: "setup", secrets: { totpURI, backupCodes } });
    else if (then === "codes") setStep({ at: "codes", codes: backupCodes });
    else rest();
  };
  if (step.at === "setup") {
    return (
      <SecondFactorSetup
        secrets={step.secrets}
        onOn={() => setStep({ at: "codes", codes: step.secrets.backupCodes })}
        onCancel={rest}
      />
    );
  }
  if (step.at === "codes") return <RecoveryCodes codes={step.codes} onKept={rest} />;
  if (step.at === "password") return <AskPassword then={step.then} onAnswer={onAnswer} onCancel={rest} />;
  const ask = (then: "enable" | "disable" | "codes") => () => setStep({ at: "password", then });
  return (
    <Fetched from={state}>
      {({ on }) =>
        on ? (
          <>
            <SaidGood>{t("second.isOn")}</SaidGood>
            <div className="set-acts">
              <Button onClick={ask("codes")}>{t("second.newCodes")}</Button>
              <Button look="danger" onClick={ask("disable")}>
                {t("second.off")}
              </Button>
            </div>
          </>
        ) : (
          <div className="set-acts">
            <Button onClick={ask("enable")}>{t("second.on")}</Button>
          </div>
        )
      }
    </Fetched>
  );
}

type AskPasswordProps = {
  then: "enable" | "disable" | "codes";
  onAnswer: (then: "enable" | "disable" | "codes", answer: Partial<Secrets>) => void;
  onCancel: () => void;
};

const paths = {
  enable: "/two-factor/enable",
  disable: "/two-factor/disable",
  codes: "/two-factor/generate-backup-codes",
} as const;

function AskPassword({ then, onAnswer, onCancel }: AskPasswordProps) {
  const { t } = useTranslation("settings");
  const [password, setPassword] = useState("");
  const { save, busy, failed } = useSave();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void save(
      async () =>
        onAnswer(then, await doorApi.send<Partial<Secrets>>("POST", paths[then], { body: { password } })),
      then === "disable" ? t("second.isOff") : "",
    );
  };
  return (
    <form className="set-fields" onSubmit={onSubmit}>
      <PasswordField
        label={t("second.password")}
        value={password}
        onValue={setPassword}
        autoComplete="current-password"
        autoFocus
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button look={then === "disable" ? "danger" : "main"} type="submit" aria-disabled={busy}>
          {then === "disable" ? t("second.off") : t("next")}
        </Button>
        <Button look="bare" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
