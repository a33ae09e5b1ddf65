import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { BottomTabs } from "../../app/bottom-tabs.tsx";
import { NowhereScreen } from "../../app/broken-screen.tsx";
import { preferences } from "../../app/preferences.ts";
import { isAtLeast, session } from "../../app/session.ts";
import { useStore } from "../../app/use-store.ts";
import { withQuery } from "../../live/api.ts";
import { Button } from "../../ui/button.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { PeriodBar } from "./period-bar.tsx";
import { printFrame, ReportFrame } from "./report-frame.tsx";
import type { ReportSearch } from "./report-search.ts";
import "../../styles/forms.css";
import "../../styles/report.css";

/** The auditor's report over what the desk holds, for those who look after others. */
export function ReportPage() {
  const me = useStore(session)?.member;
  return me && isAtLeast(me.role, "supervisor") ? <Report /> : <NowhereScreen />;
}

function Report() {
  const { t, i18n } = useTranslation("report");
  const search = useSearch({ from: "/desk/report" });
  const navigate = useNavigate();
  const frame = useRef<HTMLIFrameElement>(null);
  const { days, from, to, inbox } = search;
  const isBackward = from !== undefined && to !== undefined && from > to;
  const { theme } = useStore(preferences);
  const look = theme === "system" ? null : theme;
  const address = withQuery("/api/v1/audit-report", { days, from, to, inbox, lang: i18n.language, look });
  useEffect(() => {
    document.title = `${t("title")} · Amends`;
  }, [t]);
  const change = (next: ReportSearch) => void navigate({ to: "/report", search: next, replace: true });
  return (
    <main className="pane report-page">
      <header className="report-bar">
        <h1>{t("title")}</h1>
        <PeriodBar search={search} onChange={change} />
        <Button icon="print" className="report-print" onClick={() => printFrame(frame.current)}>
          {t("print")}
        </Button>
      </header>
      {isBackward ? (
        <div className="report-said">
          <SaidBad>{t("backward")}</SaidBad>
        </div>
      ) : (
        <ReportFrame key={address} frame={frame} address={address} />
      )}
      <BottomTabs />
    </main>
  );
}
