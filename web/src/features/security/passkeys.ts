import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";
import { doorApi } from "../sign-in/door-api.ts";

export type Passkey = { id: string; name?: string | null; createdAt?: string | null };

export function mayUsePasskeys(): boolean {
  return browserSupportsWebAuthn();
}

/** `autofill` waits quietly for somebody to pick the passkey in the address field's own list. */
export async function signInByPasskey(autofill = false): Promise<boolean> {
  if (autofill && !(await browserSupportsWebAuthnAutofill())) return false;
  const optionsJSON = await doorApi.get<PublicKeyCredentialRequestOptionsJSON>(
    "/passkey/generate-authenticate-options",
  );
  const response = await startAuthentication({ optionsJSON, useBrowserAutofill: autofill });
  await doorApi.send("POST", "/passkey/verify-authentication", { body: { response } });
  return true;
}

/** The question to the authenticator would outlive the page otherwise. */
export function stopWaitingForPasskey(): void {
  WebAuthnAbortService.cancelCeremony();
}

export async function addPasskey(name: string): Promise<Passkey> {
  const optionsJSON = await doorApi.get<PublicKeyCredentialCreationOptionsJSON>(
    "/passkey/generate-register-options",
  );
  const response = await startRegistration({ optionsJSON });
  return doorApi.send<Passkey>("POST", "/passkey/verify-registration", { body: { response, name } });
}

/** Somebody closed the browser's own question, or let it run out: nothing went wrong. */
export function wasCalledOff(problem: unknown): boolean {
  return problem instanceof Error && (problem.name === "NotAllowedError" || problem.name === "AbortError");
}
