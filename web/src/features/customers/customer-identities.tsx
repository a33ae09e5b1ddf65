import type { Customer, Identity } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";
import { showToast } from "../../ui/toast-store.ts";
import { takeApart } from "./customer-acts.ts";

const icons: Record<Identity["kind"], IconName> = {
  email: "email",
  phone: "phone",
  handle: "at",
  external: "api",
  chat: "chat",
};

/** How to reach them, each copied by one click; and which records were put together. */
export function CustomerIdentities({ customer }: { customer: Customer }) {
  const { t } = useTranslation("customers");
  // A browser's token is nothing that anybody could read or call.
  const shown = customer.identities.filter((each) => each.kind !== "chat");
  if (shown.length === 0 && customer.merges.length === 0) return null;
  return (
    <section>
      <h3>{t("identities")}</h3>
      <ul className="hist">
        {shown.map((each) => (
          <IdentityRow key={each.id} identity={each} />
        ))}
        {customer.merges.map((merge) => (
          <li key={merge.id}>
            <Icon name="merge" />
            <span className="clip grow">{t("merge.was", { name: merge.name ?? t("nameless") })}</span>
            <button
              type="button"
              className="btn bare small"
              onClick={() => void takeApart(customer.id, merge.id)}
            >
              {t("merge.takeApart")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function IdentityRow({ identity }: { identity: Identity }) {
  const { t } = useTranslation("customers");
  const copy = () => {
    void navigator.clipboard
      ?.writeText(identity.value)
      .then(() => showToast(t("copied", { value: identity.value }), { lastsMs: 2000 }));
  };
  const verified = identity.verified_at !== null;
  return (
    <li>
      <button type="button" className="copy" data-hint={t("act.copy", { ns: "app" })} onClick={copy}>
        <Icon name={icons[identity.kind]} />
        <bdi className="clip">{identity.value}</bdi>
      </button>
      <span className={`meta ${verified ? "proven" : ""}`}>
        {verified && <Icon name="check" />}
        {verified ? t("verified") : t("unverified")}
      </span>
    </li>
  );
}
