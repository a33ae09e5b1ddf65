import type { MailConnection } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { Choice } from "../../ui/choice.tsx";
import { TextField } from "../../ui/field.tsx";
import { type LoginKind, type MailboxFields, needsLogin, providers } from "./mailbox-fields.ts";

type Props = {
  fields: MailboxFields;
  connection: MailConnection | null;
  change: (part: Partial<MailboxFields>) => void;
};

const written = { spellCheck: false, autoCapitalize: "none", autoComplete: "off", dir: "ltr" } as const;

/** A password, or tokens of a client that the shop registered at its provider. */
export function LoginFields({ fields, connection, change }: Props) {
  const { t } = useTranslation("mailboxes");
  const provider = providers.find(({ id }) => id === fields.provider);
  const isNeeded = needsLogin(fields, connection);
  const hint = !isNeeded
    ? t("login.kept")
    : connection
      ? t("login.again")
      : t(`login.hint.${provider?.login ?? "password"}`);
  const write = (name: keyof MailboxFields) => (value: string) => change({ [name]: value });
  const secret = { ...written, type: "password", autoComplete: "new-password" } as const;
  return (
    <>
      <Choice<LoginKind>
        label={t("login.kind")}
        value={fields.loginKind}
        onChoose={(loginKind) => change({ loginKind })}
        options={[
          { value: "password", label: t("login.password") },
          { value: "oauth", label: t("login.tokens") },
        ]}
      />
      {fields.loginKind === "password" ? (
        <TextField
          {...secret}
          label={t("login.password")}
          hint={hint}
          value={fields.password}
          onValue={write("password")}
          required={isNeeded}
          maxLength={1000}
        />
      ) : (
        <>
          <p className="hint-text">{t("login.tokensHint")}</p>
          <div className="set-two">
            <TextField
              {...written}
              label={t("login.clientId")}
              value={fields.clientId}
              onValue={write("clientId")}
              maxLength={500}
            />
            <TextField
              {...secret}
              label={t("login.clientSecret")}
              value={fields.clientSecret}
              onValue={write("clientSecret")}
              maxLength={1000}
            />
          </div>
          <TextField
            {...secret}
            label={t("login.refreshToken")}
            hint={isNeeded ? t("login.refreshHint") : t("login.kept")}
            value={fields.refreshToken}
            onValue={write("refreshToken")}
            required={isNeeded && fields.accessToken === ""}
            maxLength={8000}
          />
          <TextField
            {...secret}
            label={t("login.accessToken")}
            hint={t("login.accessHint")}
            value={fields.accessToken}
            onValue={write("accessToken")}
            maxLength={8000}
          />
          {!provider?.tokens && (
            <TextField
              {...written}
              label={t("login.endpoint")}
              type="url"
              placeholder="https://"
              value={fields.tokenEndpoint}
              onValue={write("tokenEndpoint")}
              maxLength={500}
            />
          )}
        </>
      )}
    </>
  );
}
