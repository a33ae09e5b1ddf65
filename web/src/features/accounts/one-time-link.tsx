import { useTranslation } from "react-i18next";
import { fullTime } from "../../app/format.ts";
import { CopyBox } from "../../ui/copy-box.tsx";

type OneTimeLinkProps = { link: string; expiresAt: string; for: string };

/** A link that nobody can look up again; it is handed over by whatever way the two trust. */
export function OneTimeLink({ link, expiresAt, for: name }: OneTimeLinkProps) {
  const { t, i18n } = useTranslation("settings");
  return (
    <div className="set-fields">
      <p>{t("link.why", { name, until: fullTime(Date.parse(expiresAt), i18n.language) })}</p>
      <CopyBox text={link} copy={t("copy")} copied={t("copied")} />
    </div>
  );
}
