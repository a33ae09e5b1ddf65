import type { Inbox } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CopyBox } from "../../ui/copy-box.tsx";

/** How another program hands a customer's message in. */
export function ApiAddress({ inbox }: { inbox: Inbox }) {
  const { t } = useTranslation("settings");
  const address = `${location.origin}/api/v1/inboxes/${inbox.id}/messages`;
  const example = [
    `curl ${address} \\`,
    `  -H "Authorization: Bearer $AMENDS_TOKEN" -H "Content-Type: application/json" \\`,
    `  -d '{"external_id": "1", "from": {"id": "maud", "name": "Maud Terpstra"}, "text": "${t("api.example")}"}'`,
  ].join("\n");
  return (
    <>
      <CopyBox text={address} copy={t("copy")} copied={t("copied")} />
      <p>{t("api.tryIt")}</p>
      <CopyBox text={example} copy={t("copy")} copied={t("copied")} />
      <p>
        <Link className="btn" to="/settings/{-$section}" params={{ section: "tokens" }}>
          {t("api.toTokens")}
        </Link>
      </p>
    </>
  );
}
