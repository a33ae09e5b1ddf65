import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { WhatWentWrong } from "../audit/what-went-wrong.tsx";
import { CustomerHead } from "./customer-head.tsx";
import { CustomerIdentities } from "./customer-identities.tsx";
import { customers, followCustomers, loadCustomer, needCustomer } from "./customer-store.ts";
import { CustomerTimeline } from "./customer-timeline.tsx";
import { WeOwe } from "./we-owe.tsx";
import "../../styles/customer.css";

/** Who, what we owe them, and what was before. What is not known is not there. */
export function CustomerPanel({ conversationId }: { conversationId: string | null }) {
  const { t } = useTranslation("customers");
  const customerId = useSelected(inbox, (state) =>
    conversationId ? state.byId.get(conversationId)?.customer.id : undefined,
  );
  return (
    <aside className="pane cust" aria-label={t("label")}>
      {customerId && <CustomerFacts key={customerId} id={customerId} here={conversationId} />}
    </aside>
  );
}

export function CustomerFacts({ id, here }: { id: string; here: string | null }) {
  const { t } = useTranslation("customers");
  const known = useSelected(customers, (all) => all.get(id));
  useEffect(() => {
    // A key held in the list passes many people; only the one it stops at is asked for.
    const timer = setTimeout(() => void needCustomer(id), 80);
    return () => clearTimeout(timer);
  }, [id]);
  useEffect(followCustomers, []);
  const summaryName = useSelected(inbox, (state) =>
    here ? (state.byId.get(here)?.customer.name ?? null) : null,
  );
  const customer = known?.customer ?? null;
  return (
    <div className="scroll">
      <QuietLoading on={!known} />
      <CustomerHead customer={customer} fallbackName={summaryName} />
      {known?.problem !== null && known?.problem !== undefined && !customer && (
        <div role="alert" className="mt-4 grid justify-items-start gap-2">
          <p className="meta">{t("failed")}</p>
          <Button small onClick={() => void loadCustomer(id)}>
            {t("act.retry", { ns: "app" })}
          </Button>
        </div>
      )}
      {here && <WhatWentWrong key={here} conversationId={here} />}
      <WeOwe customerId={id} name={customer?.name ?? summaryName} />
      {customer && <CustomerIdentities customer={customer} />}
      {known?.customer && (
        <CustomerTimeline id={id} timeline={known.timeline} hasMore={known.next !== null} here={here} />
      )}
    </div>
  );
}
