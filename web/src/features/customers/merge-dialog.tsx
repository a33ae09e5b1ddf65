import type { Customer } from "@amends/server/contract";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { withQuery } from "../../live/api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { mergeCustomer } from "./customer-acts.ts";

/** Who is the same person, what it would look like, and that it can be undone. */
export function MergeDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation("customers");
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<Customer | null>(null);
  const found = useCustomers(words).filter((each) => each.id !== customer.id);
  const merge = async () => {
    if (!chosen) return;
    onClose();
    await mergeCustomer(customer.id, chosen);
  };
  return (
    <Dialog open onClose={onClose} title={t("merge.title")}>
      <p className="mt-2 text-ink-2">{t("merge.why", { name: customer.name ?? t("nameless") })}</p>
      <input
        className="input mt-4"
        aria-label={t("merge.find")}
        placeholder={t("merge.find")}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setChosen(null);
        }}
      />
      <ul className="mt-2 max-h-60 overflow-auto" aria-label={t("merge.found")}>
        {found.map((each) => (
          <li key={each.id}>
            <button
              type="button"
              className={`option w-full ${each.id === chosen?.id ? "on" : ""}`}
              aria-pressed={each.id === chosen?.id}
              onClick={() => setChosen(each)}
            >
              <bdi className="clip">{each.name ?? t("nameless")}</bdi>
              <span className="end meta clip">{reachable(each)}</span>
            </button>
          </li>
        ))}
      </ul>
      {chosen && (
        <p className="cust-note mt-3">
          {t("merge.preview", {
            name: customer.name ?? t("nameless"),
            contacts: customer.contacts + chosen.contacts,
            identities: reachable(customer, chosen),
          })}
        </p>
      )}
      <div className="ends">
        <Button onClick={onClose}>{t("act.cancel", { ns: "app" })}</Button>
        <Button look="main" disabled={!chosen} onClick={merge}>
          {t("merge.do")}
        </Button>
      </div>
    </Dialog>
  );
}

function reachable(...list: Customer[]): string {
  const values = list.flatMap((each) =>
    each.identities.filter((one) => one.kind !== "chat").map((one) => one.value),
  );
  return [...new Set(values)].slice(0, 4).join(", ");
}

const settleMs = 150;

export function useCustomers(words: string): Customer[] {
  const [found, setFound] = useState<Customer[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    const search = () =>
      api
        .get<{ items: Customer[] }>(withQuery("/customers", { q: words.trim(), limit: 50 }), {
          signal: stop.signal,
        })
        .then((page) => setFound(page.items))
        // An older search that was overtaken, or no connection: what is shown stays.
        .catch(() => {});
    const timer = setTimeout(search, words === "" ? 0 : settleMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words]);
  return found;
}
