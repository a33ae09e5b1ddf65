import type { AuditedConversation, AuditedPage } from "@amends/server/contract";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { BottomTabs } from "../../app/bottom-tabs.tsx";
import { NowhereScreen } from "../../app/broken-screen.tsx";
import { inbox as inboxStore } from "../../app/desk.ts";
import { isAtLeast, session } from "../../app/session.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import { withQuery } from "../../live/api.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { AuditedTable } from "./audited-table.tsx";
import { numberSentence } from "./number-sentence.ts";
import { type NumberText, numberText, reportSearch } from "./report-search.ts";
import "../../styles/report.css";

/** The conversations behind a number of the report. */
export function ReportConversationsPage() {
  const me = useStore(session)?.member;
  const search = useSearch({ from: "/desk/report/conversations" });
  if (!me || !isAtLeast(me.role, "supervisor")) return <NowhereScreen />;
  return <Behind key={JSON.stringify(search)} search={numberText(search)} />;
}

const atOnce = 50;

function Behind({ search }: { search: NumberText }) {
  const { t, i18n } = useTranslation(["report", "audit"]);
  const { t: app } = useTranslation();
  const load = (after: string | null) =>
    api.get<AuditedPage>(withQuery("/audited-conversations", { ...search, limit: atOnce, after }));
  const first = useLoaded("audited", () => load(null));
  const [more, setMore] = useState<{ items: AuditedConversation[]; next: string | null } | null>(null);
  const [problem, setProblem] = useState(false);
  const inboxName = useSelected(
    inboxStore,
    (state) => state.snapshot?.inboxes.find(({ id }) => id === search.inbox)?.name ?? null,
  );
  useEffect(() => {
    document.title = `${t("behind")} · Amends`;
  }, [t]);
  const page = first.value;
  const items = [...(page?.items ?? []), ...(more?.items ?? [])];
  const next = more ? more.next : (page?.next ?? null);
  const showMore = async () => {
    try {
      const found = await load(next);
      setMore({ items: [...(more?.items ?? []), ...found.items], next: found.next });
      setProblem(false);
    } catch {
      setProblem(true);
    }
  };
  return (
    <main className="pane report-page">
      <div className="scroll report-behind">
        <Link className="report-back" to="/report" search={reportSearch(search)}>
          <Icon name="back" turns />
          {t("toReport")}
        </Link>
        <QuietLoading on={page === null && first.problem === null} />
        {first.problem !== null && (
          <div className="report-said">
            <SaidBad>{t("failedList")}</SaidBad>
            <Button onClick={() => void first.reload()}>{app("act.retry")}</Button>
          </div>
        )}
        {page && (
          <>
            <h1>{t("conversations", { count: page.total })}</h1>
            <p className="report-sentence">
              {numberSentence(t, i18n.language, search, { ...page, inboxName })}
            </p>
            {items.length > 0 && <AuditedTable items={items} timeZone={page.time_zone} />}
            {problem && <SaidBad>{t("failedList")}</SaidBad>}
            {next && <Button onClick={() => void showMore()}>{t("more")}</Button>}
          </>
        )}
      </div>
      <BottomTabs />
    </main>
  );
}
