import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { BottomTabs } from "../../app/bottom-tabs.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { HitRow } from "./hit-row.tsx";
import { useHits } from "./use-hits.ts";
import "../../styles/forms.css";
import "../../styles/search.css";

/** The address follows the words a moment after the keys rest, so that a search can be handed to a colleague. */
const restMs = 220;

export function SearchPage() {
  const { t } = useTranslation("search");
  const { q = "" } = useSearch({ from: "/desk/search" });
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState(q);
  const told = useRef(q);
  useEffect(() => {
    field.current?.focus();
  }, []);
  useEffect(() => {
    if (q !== told.current) setWords(q);
    told.current = q;
  }, [q]);
  useEffect(() => {
    document.title = `${q ? `${q} · ` : ""}${t("title")} · Amends`;
  }, [q, t]);
  useEffect(() => {
    const next = words.trim();
    if (next === told.current) return;
    const timer = setTimeout(() => {
      told.current = next;
      void navigate({ to: "/search", search: next ? { q: next } : {}, replace: true });
    }, restMs);
    return () => clearTimeout(timer);
  }, [words, navigate]);
  return (
    <main className="pane search-page">
      <div className="scroll search-scroll">
        <div className="search-body">
          <h1>{t("title")}</h1>
          <label className="search-field">
            <Icon name="search" size={20} />
            <input
              ref={field}
              type="search"
              className="input"
              aria-label={t("title")}
              placeholder={t("placeholder")}
              value={words}
              maxLength={200}
              onChange={(event) => setWords(event.target.value)}
            />
          </label>
          <Hits words={q} />
        </div>
      </div>
      <BottomTabs />
    </main>
  );
}

function Hits({ words }: { words: string }) {
  const { t } = useTranslation("search");
  const { t: app } = useTranslation();
  const { hits, corrected, hasMore, loading, problem, more, retry } = useHits(words);
  if (words === "") return <p className="search-hint">{t("hint")}</p>;
  return (
    <>
      <QuietLoading on={loading} />
      {problem !== null && (
        <div className="search-hint">
          <SaidBad>{t("failed")}</SaidBad>
          <Button onClick={retry}>{app("act.retry")}</Button>
        </div>
      )}
      {corrected && <p className="search-hint">{t("corrected", { words, corrected })}</p>}
      {!loading && problem === null && hits.length === 0 && (
        <p className="search-hint">{t("nothing", { words })}</p>
      )}
      <ul className="hits" aria-label={t("found")}>
        {hits.map((hit) => (
          <HitRow
            key={`${hit.kind} ${hit.message_id ?? hit.conversation_id ?? hit.customer?.id}`}
            hit={hit}
          />
        ))}
      </ul>
      {hasMore && (
        <Button onClick={more} aria-disabled={loading}>
          {t("more")}
        </Button>
      )}
    </>
  );
}
