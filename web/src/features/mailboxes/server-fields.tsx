import { useTranslation } from "react-i18next";
import { SelectField, TextField } from "../../ui/field.tsx";
import { type Tls, tlsOfPort } from "./mailbox-fields.ts";

type Server = { host: string; port: string; tls: Tls; user: string };
type Props = {
  /** Whose fields they are, for whoever does not see the headings. */
  of: string;
  server: Server;
  change: (part: Partial<Server>) => void;
  userNeeded: boolean;
  userHint?: string;
};

/** Where one direction goes. The usual ports bring their encryption along. */
export function ServerFields({ of, server, change, userNeeded, userHint }: Props) {
  const { t } = useTranslation("mailboxes");
  const name = (label: string) => ({ label, "aria-label": `${of}: ${label}` });
  const written = { spellCheck: false, autoCapitalize: "none", autoComplete: "off", dir: "ltr" } as const;
  const onPort = (port: string) => {
    const tls = tlsOfPort(port);
    change(tls ? { port, tls } : { port });
  };
  return (
    <>
      <TextField
        {...name(t("server.host"))}
        {...written}
        value={server.host}
        onValue={(host) => change({ host })}
        required
        maxLength={253}
        pattern="\S+"
      />
      <div className="set-two">
        <TextField
          {...name(t("server.port"))}
          className="num"
          type="number"
          inputMode="numeric"
          min={1}
          max={65535}
          required
          value={server.port}
          onValue={onPort}
        />
        <SelectField
          {...name(t("server.tls"))}
          value={server.tls}
          onValue={(tls) => change({ tls: tls as Tls })}
          options={(["tls", "starttls", "none"] as const).map((value) => ({
            value,
            label: t(`tls.${value}`),
          }))}
        />
      </div>
      <TextField
        {...name(t("server.user"))}
        {...written}
        hint={userHint}
        value={server.user}
        onValue={(user) => change({ user })}
        required={userNeeded}
        maxLength={320}
      />
    </>
  );
}
