import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { preferences } from "../../app/preferences.ts";
import { useMedia } from "../../app/use-media.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import "../../styles/inbox.css";
import "../../styles/thread.css";
import { ThreadPane } from "../conversations/thread-pane.tsx";
import { adoptAddress, current } from "./current.ts";
import { ListPane } from "./list-pane.tsx";
import { followSavedViews, loadSavedViews } from "./saved-views.ts";
import { clearSelection } from "./selection.ts";

const CustomerPanel = lazy(() =>
  import("../customers/customer-panel.tsx").then((module) => ({ default: module.CustomerPanel })),
);

export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { view, conversation } = useParams({ from: "/desk/inbox/$view/{-$conversation}" });
  // The address leads when it changes by itself; while keys are held it follows (current.ts).
  useEffect(() => adoptAddress(view, conversation ?? null), [view, conversation]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins with nothing chosen
  useEffect(clearSelection, [view]);
  useEffect(() => {
    void loadSavedViews().catch(() => {});
    return followSavedViews();
  }, []);
  const open = useStore(current);
  // The row answers the key at once; the thread follows in the next free moment and may skip rows when a key is held.
  const shown = useDeferredValue(open);
  const wantsPanel = useSelected(preferences, (kept) => kept.panel);
  const isWide = useMedia("(min-width: 1241px)");
  const showsPanel = wantsPanel && isWide && open !== null;
  return (
    <div className={`inbox ${showsPanel ? "" : "no-panel"} ${open ? "open" : ""}`}>
      <ListPane view={view} />
      {shown ? (
        <ThreadPane key="thread" id={shown} />
      ) : (
        <main className="pane thread nothing">{t("thread.choose")}</main>
      )}
      {showsPanel && (
        <Suspense fallback={<aside className="pane cust" />}>
          <CustomerPanel conversationId={shown} />
        </Suspense>
      )}
    </div>
  );
}
