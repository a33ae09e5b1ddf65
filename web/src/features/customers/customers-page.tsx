import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BottomTabs } from "../../app/bottom-tabs.tsx";
import { shortTime } from "../../app/format.ts";
import { IconButton } from "../../ui/button.tsx";
import { Face } from "../../ui/face.tsx";
import { CustomerFacts } from "./customer-panel.tsx";
import { useCustomers } from "./merge-dialog.tsx";
import "../../styles/inbox.css";

/** Everybody who ever wrote: find one, see all of them. */
export function CustomersPage() {
  const { t, i18n } = useTranslation("customers");
  const { customer } = useParams({ from: "/desk/customers/{-$customer}" });
  const navigate = useNavigate();
  const [words, setWords] = useState("");
  const found = useCustomers(words);
  const open = (id: string | undefined) =>
    void navigate({ to: "/customers/{-$customer}", params: { customer: id } });
  return (
    <div className={`inbox no-panel ${customer ? "open" : ""}`}>
      <section className="pane list" aria-label={t("all")}>
        <header>
          <h1>{t("all")}</h1>
        </header>
        <p className="px-4 pb-3">
          <input
            className="input"
            type="search"
            aria-label={t("find")}
            placeholder={t("find")}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </p>
        <ul className="scroll grow">
          {found.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                className={`person ${each.id === customer ? "sel" : ""}`}
                onClick={() => open(each.id)}
              >
                <Face name={each.name} />
                <span className="clip grow">
                  <bdi>{each.name ?? t("nameless")}</bdi>
                </span>
                <time className="meta num">
                  {shortTime(Date.parse(each.created_at), i18n.language, Date.now())}
                </time>
              </button>
            </li>
          ))}
          {found.length === 0 && words !== "" && <li className="meta px-4 py-2">{t("nobody", { words })}</li>}
        </ul>
        <BottomTabs />
      </section>
      <main className="pane thread cust" aria-label={t("label")}>
        {customer ? (
          <>
            <IconButton
              className="backlink"
              icon="back"
              size={20}
              turns
              label={t("back")}
              onClick={() => open(undefined)}
            />
            <div className="person-page">
              <CustomerFacts key={customer} id={customer} here={null} />
            </div>
          </>
        ) : (
          <p className="thread nothing grow">{t("choose")}</p>
        )}
      </main>
    </div>
  );
}
