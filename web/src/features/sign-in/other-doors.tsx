import type { SignInOptions } from "@amends/server/contract";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { SaidBad } from "../../ui/said.tsx";
import {
  mayUsePasskeys,
  signInByPasskey,
  stopWaitingForPasskey,
  wasCalledOff,
} from "../security/passkeys.ts";
import { doorApi } from "./door-api.ts";
import { doorWords } from "./door-words.ts";

type OtherDoorsProps = { options: SignInOptions; to: string; onIn: () => Promise<void> };

/** A passkey and the house's own identity provider, where there are any. */
export function OtherDoors({ options, to, onIn }: OtherDoorsProps) {
  const { t } = useTranslation("door");
  const [problem, setProblem] = useState<unknown>(null);
  const passkeys = options.passkeys && mayUsePasskeys();
  usePasskeyAutofill(passkeys, onIn);

  const tryDoor = (open: () => Promise<void>) => {
    setProblem(null);
    open().catch((cause) => {
      if (!wasCalledOff(cause)) setProblem(cause);
    });
  };
  const byPasskey = async () => {
    await signInByPasskey();
    await onIn();
  };
  const byProvider = async () => {
    const body = { provider: "oidc", callbackURL: to, errorCallbackURL: "/sign-in?error=provider" };
    const { url } = await doorApi.send<{ url: string }>("POST", "/sign-in/social", { body });
    location.assign(url);
  };

  if (!passkeys && !options.provider) return null;
  return (
    <div className="door-else">
      {passkeys && (
        <Button icon="key" onClick={() => tryDoor(byPasskey)}>
          {t("signIn.passkey")}
        </Button>
      )}
      {options.provider && (
        <Button icon="lock" onClick={() => tryDoor(byProvider)}>
          {t("signIn.provider", { name: options.provider.name })}
        </Button>
      )}
      {problem !== null && <SaidBad>{doorWords(t, problem)}</SaidBad>}
    </div>
  );
}

/** The browser offers passkeys in the address field's own list; nothing is asked until somebody picks one. */
function usePasskeyAutofill(on: boolean, onIn: () => Promise<void>): void {
  const enter = useRef(onIn);
  enter.current = onIn;
  useEffect(() => {
    if (!on) return;
    // Waiting is not a try: whatever fails here leaves the other ways open and says nothing.
    signInByPasskey(true).then(
      (isIn) => (isIn ? enter.current() : undefined),
      () => {},
    );
    return stopWaitingForPasskey;
  }, [on]);
}
