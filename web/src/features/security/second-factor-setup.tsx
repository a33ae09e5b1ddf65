import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { CopyBox } from "../../ui/copy-box.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { useSave } from "../settings/use-save.ts";
import { doorApi } from "../sign-in/door-api.ts";
import { QrCode } from "./qr-code.tsx";

export type Secrets = { totpURI: string; backupCodes: string[] };

type SetupProps = { secrets: Secrets; onOn: () => void; onCancel: () => void };

/** Nothing counts before the first right code: a secret that no app holds must lock nobody out. */
export function SecondFactorSetup({ secrets, onOn, onCancel }: SetupProps) {
  const { t } = useTranslation("settings");
  const [code, setCode] = useState("");
  const { save, busy, failed } = useSave();
  const secret = new URL(secrets.totpURI).searchParams.get("secret") ?? "";
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { code: code.replace(/\s/g, "") };
    if (await save(() => doorApi.send("POST", "/two-factor/verify-totp", { body }), t("second.isOn"))) onOn();
  };
  return (
    <form className="set-fields" onSubmit={(event) => void onSubmit(event)}>
      <div className="qr">
        <QrCode text={secrets.totpURI} label={t("second.qr")} />
        <div className="set-fields">
          <p>{t("second.scan")}</p>
          <CopyBox text={inFours(secret)} copy={t("copy")} copied={t("copied")} />
        </div>
      </div>
      <TextField
        label={t("second.code")}
        hint={t("second.codeHint")}
        className="code"
        value={code}
        onValue={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={10}
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        <Button look="main" type="submit" aria-disabled={busy}>
          {t("second.on")}
        </Button>
        <Button look="bare" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Shown once. The only way in on the day the telephone is gone. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { t } = useTranslation("settings");
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }));
    link.download = `${t("second.codesFile")}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  return (
    <div className="set-fields">
      <p>{t("second.codesWhy")}</p>
      <CopyBox text={codes.join("\n")} copy={t("copy")} copied={t("copied")}>
        <Button small icon="download" onClick={download}>
          {t("download")}
        </Button>
      </CopyBox>
      <div className="set-acts">
        <Button look="main" onClick={onKept}>
          {t("second.codesKept")}
        </Button>
      </div>
    </div>
  );
}

function inFours(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}
