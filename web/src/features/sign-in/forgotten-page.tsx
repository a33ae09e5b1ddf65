import type { SignInOptions } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { openApi } from "./door-api.ts";
import { DoorFrame } from "./door-frame.tsx";
import { doorWords } from "./door-words.ts";
import { useSubmit } from "./use-submit.ts";

/** The answer is the same for every address (S-26). Where no mail goes out, it says who can help instead. */
export function ForgottenPage() {
  const { t } = useTranslation("door");
  const [byMail, setByMail] = useState<boolean | null>(null);
  const [sent, setSent] = useState(false);
  useEffect(() => {
    openApi.get<SignInOptions>("/sign-in-options").then(
      (options) => setByMail(options.reset_by_mail),
      () => setByMail(true),
    );
  }, []);
  const lead = sent ? t("forgotten.sent") : byMail ? t("forgotten.lead") : t("forgotten.noMail");
  return (
    <DoorFrame
      title={sent ? t("forgotten.sentTitle") : t("forgotten.title")}
      lead={byMail === null ? undefined : lead}
      share={sent ? 0.6 : 0.2}
    >
      {byMail && !sent && <ForgottenForm onSent={() => setSent(true)} />}
      <p className="door-links">
        <Link to="/sign-in">{t("forgotten.back")}</Link>
      </p>
    </DoorFrame>
  );
}

function ForgottenForm({ onSent }: { onSent: () => void }) {
  const { t } = useTranslation("door");
  const [email, setEmail] = useState("");
  const { onSubmit, busy, problem } = useSubmit(async () => {
    await openApi.send("POST", "/password-resets", { body: { email } });
    onSent();
  });
  return (
    <form onSubmit={onSubmit}>
      <TextField
        label={t("email")}
        value={email}
        onValue={setEmail}
        name="email"
        type="email"
        autoComplete="username"
        autoFocus
        required
        maxLength={254}
      />
      {problem !== null && <SaidBad>{doorWords(t, problem)}</SaidBad>}
      <Button look="main" type="submit" aria-disabled={busy}>
        {t("forgotten.go")}
      </Button>
    </form>
  );
}
