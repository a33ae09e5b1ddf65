import type { SignInOptions } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../../app/use-loaded.ts";
import { SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { openApi } from "../sign-in/door-api.ts";
import { PasskeyList } from "./passkey-list.tsx";
import { PasswordChange } from "./password-change.tsx";
import { ProviderLink } from "./provider-link.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { SessionList } from "./session-list.tsx";

export function SecuritySection() {
  const { t } = useTranslation("settings");
  const options = useLoaded("sign-in-options", () => openApi.get<SignInOptions>("/sign-in-options"));
  return (
    <>
      <SettingsHead title={t("section.security")} lead={t("security.lead")} />
      <SettingsPart title={t("password.title")} hint={t("password.hint")}>
        <PasswordChange />
      </SettingsPart>
      <SettingsPart title={t("second.title")} hint={t("second.hint")}>
        <SecondFactor />
      </SettingsPart>
      <SettingsPart title={t("passkeys.title")} hint={t("passkeys.hint")}>
        {options.value && <PasskeyList possible={options.value.passkeys} />}
      </SettingsPart>
      {options.value?.provider && (
        <SettingsPart title={options.value.provider.name} hint={t("provider.hint")}>
          <ProviderLink name={options.value.provider.name} />
        </SettingsPart>
      )}
      <SettingsPart title={t("sessions.title")} hint={t("sessions.hint")}>
        <SessionList />
      </SettingsPart>
    </>
  );
}
