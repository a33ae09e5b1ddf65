import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { changePreferences, preferences } from "../../app/preferences.ts";
import { TypedAhead } from "../../app/typed-ahead.tsx";
import { useCommand } from "../../app/use-command.ts";
import { useMedia } from "../../app/use-media.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import "../../styles/inbox.css";
import "../../styles/thread.css";
import { clearSelection } from "../bulk/selection.ts";
import { ThreadPane } from "../conversations/thread-pane.tsx";
import { followSavedViews, loadSavedViews } from "../views/saved-views.ts";
import { adoptAddress, current, shownThread } from "./current.ts";
import { fetchAhead } from "./fetch-ahead.ts";
import { ListPane } from "./list-pane.tsx";

const CustomerPanel = lazy(() =>
  import("../customers/customer-panel.tsx").then((module) => ({ default: module.CustomerPanel })),
);
const CustomerSheet = lazy(() =>
  import("../customers/customer-sheet.tsx").then((module) => ({ default: module.CustomerSheet })),
);

export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { view, conversation } = useParams({ from: "/desk/inbox/$view/{-$conversation}" });
  // The address leads when it changes by itself; while keys are held it follows (current.ts).
  useEffect(() => adoptAddress(view, conversation ?? null), [view, conversation]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins with nothing chosen
  useEffect(clearSelection, [view]);
  useEffect(fetchAhead, []);
  useEffect(() => {
    void loadSavedViews().catch(() => {});
    return followSavedViews();
  }, []);
  const open = useStore(current);
  const shown = useStore(shownThread);
  const panel = usePanel(open !== null);
  return (
    <div className={`inbox ${panel.beside ? "" : "no-panel"} ${open ? "open" : ""}`}>
      <ListPane view={view} />
      {shown ? (
        <ThreadPane key="thread" id={shown} />
      ) : (
        <main className="pane thread nothing">{t("thread.choose")}</main>
      )}
      {panel.beside && (
        <Suspense fallback={<aside className="pane cust" />}>
          <CustomerPanel conversationId={shown} />
        </Suspense>
      )}
      {panel.over && (
        <Suspense fallback={<TypedAhead />}>
          <CustomerSheet conversationId={shown} onClose={panel.close} />
        </Suspense>
      )}
    </div>
  );
}

/** The customer stands beside the thread where there is room, and comes over it where there is none. */
function usePanel(hasConversation: boolean): { beside: boolean; over: boolean; close: () => void } {
  const wants = useSelected(preferences, (kept) => kept.panel);
  const isWide = useMedia("(min-width: 1241px)");
  const [over, setOver] = useState(false);
  const toggle = () => {
    if (isWide) changePreferences({ panel: !wants });
    else setOver(!over);
  };
  useCommand("app.panel", toggle, { when: () => hasConversation });
  return {
    beside: wants && isWide && hasConversation,
    over: over && !isWide && hasConversation,
    close: () => setOver(false),
  };
}
