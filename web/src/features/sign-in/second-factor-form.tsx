import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Tick } from "../../ui/switch.tsx";
import { doorApi } from "./door-api.ts";
import { doorWords } from "./door-words.ts";
import { useSubmit } from "./use-submit.ts";

type SecondFactorFormProps = { onDone: () => Promise<void>; onBack: () => void };

/** The six digits of an authenticator app, or one of the codes kept for the day it is lost. */
export function SecondFactorForm({ onDone, onBack }: SecondFactorFormProps) {
  const { t } = useTranslation("door");
  const [backup, setBackup] = useState(false);
  const [code, setCode] = useState("");
  const [trusted, setTrusted] = useState(false);
  const { onSubmit, busy, problem, forget } = useSubmit(async () => {
    const path = backup ? "/two-factor/verify-backup-code" : "/two-factor/verify-totp";
    await doorApi.send("POST", path, { body: { code: code.replace(/\s/g, ""), trustDevice: trusted } });
    await onDone();
  });
  const turn = () => {
    setBackup(!backup);
    setCode("");
    forget();
  };
  return (
    <>
      <form onSubmit={onSubmit}>
        <TextField
          key={backup ? "backup" : "code"}
          label={backup ? t("second.backup") : t("second.code")}
          hint={backup ? t("second.backupHint") : t("second.codeHint")}
          className="code"
          value={code}
          onValue={setCode}
          name="code"
          autoComplete="one-time-code"
          inputMode={backup ? "text" : "numeric"}
          spellCheck={false}
          autoCapitalize="none"
          autoFocus
          required
          maxLength={40}
        />
        <Tick label={t("second.trust")} hint={t("second.trustHint")} on={trusted} onTick={setTrusted} />
        {problem !== null && <SaidBad>{doorWords(t, problem)}</SaidBad>}
        <Button look="main" type="submit" aria-disabled={busy}>
          {busy ? t("signIn.going") : t("signIn.go")}
        </Button>
      </form>
      <p className="door-links">
        <button type="button" onClick={turn}>
          {backup ? t("second.useCode") : t("second.useBackup")}
        </button>
        <button type="button" onClick={onBack}>
          {t("second.other")}
        </button>
      </p>
    </>
  );
}
