import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { BottomTabs } from "../../app/bottom-tabs.tsx";
import { inbox } from "../../app/desk.ts";
import { LineBar } from "../../app/line-bar.tsx";
import { TypedAhead } from "../../app/typed-ahead.tsx";
import { useCommand } from "../../app/use-command.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { clearSelection, selectAll, selection, toggleSelected } from "../bulk/selection.ts";
import { savedViews } from "../views/saved-views.ts";
import { useViewName, ViewTabs } from "../views/view-tabs.tsx";
import { ConversationList } from "./conversation-list.tsx";
import { current, openConversation, shownOrder, step } from "./current.ts";
import { EmptyList } from "./empty-list.tsx";
import { loadMore } from "./more-pages.ts";
import { queryOf, useList } from "./use-list.ts";

const ViewsMenu = lazy(() =>
  import("../views/views-menu.tsx").then((module) => ({ default: module.ViewsMenu })),
);
const SaveViewDialog = lazy(() =>
  import("../views/save-view-dialog.tsx").then((module) => ({ default: module.SaveViewDialog })),
);
const BulkBar = lazy(() => import("../bulk/bulk-bar.tsx").then((module) => ({ default: module.BulkBar })));

export function ListPane({ view }: { view: string }) {
  const { t } = useTranslation("inbox");
  const saved = useStore(savedViews);
  const query = queryOf(view, saved);
  const list = useList(view, query);
  const status = useSelected(inbox, (state) => state.status);
  const problem = useSelected(inbox, (state) => state.problem);
  const picking = useSelected(selection, (chosen) => chosen.size > 0);
  const more = useCallback(() => void loadMore(view, query), [view, query]);
  useListCommands();
  // A closed or overlong view begins empty: its first page comes without scrolling, once the snapshot is here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(more, [more, status]);

  return (
    <section className={`pane list ${picking ? "picking" : ""}`} aria-label={t("list.label")}>
      <QuietLoading on={status === "empty"} />
      {picking ? (
        <Suspense fallback={<div className="bulk-bar" />}>
          <BulkBar />
        </Suspense>
      ) : (
        <ListHead view={view} count={list.count} />
      )}
      <LineBar />
      {list.moved > 0 && (
        <p className="moved" aria-live="polite">
          <Button small onClick={list.settle}>
            {t("list.moved", { count: list.moved })}
          </Button>
        </p>
      )}
      {status === "failed" ? (
        <ListFailed problem={problem} />
      ) : status === "ready" && list.count === 0 ? (
        <EmptyList view={view} />
      ) : (
        <ConversationList view={view} list={list} onNearEnd={more} />
      )}
      <BottomTabs />
    </section>
  );
}

function ListHead({ view, count }: { view: string; count: number }) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const name = useViewName(view);
  const myTurn = useSelected(inbox, (state) => state.snapshot?.counts.my_turn ?? 0);
  const [saving, setSaving] = useState(false);
  useCommand("list.views", () => setOpen(true));
  useCommand("list.saveView", () => setSaving(true));
  return (
    <header>
      <h1>
        <button
          ref={button}
          type="button"
          aria-haspopup="menu"
          aria-expanded={open}
          data-hint={t("list.chooseView")}
          data-hint-keys="v"
          onClick={() => setOpen(true)}
        >
          <span className="clip">{name}</span>
          <span className="num">{view === "my-turn" ? myTurn : count}</span>
          <Icon name="down" />
        </button>
      </h1>
      <ViewTabs view={view} />
      {open && (
        <Suspense fallback={<TypedAhead />}>
          <ViewsMenu view={view} anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
      {saving && (
        <Suspense fallback={<TypedAhead />}>
          <SaveViewDialog onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </header>
  );
}

function ListFailed({ problem }: { problem: unknown }) {
  const { t } = useTranslation();
  const reason = problem instanceof Error ? problem.message : t("problem.network");
  return (
    <div className="pane-words" role="alert">
      <p>{t("load.failed", { reason })}</p>
      <Button onClick={() => void inbox.load().catch(() => {})}>{t("act.retry")}</Button>
    </div>
  );
}

function useListCommands(): void {
  useCommand("list.next", () => step(1));
  useCommand("list.previous", () => step(-1));
  useCommand("list.select", () => {
    const id = current.get();
    if (id) toggleSelected(id);
  });
  useCommand("list.selectAll", () => selectAll(shownOrder.get()));
  useCommand("list.open", () => openConversation(current.get() ?? shownOrder.get()[0] ?? null));
  useCommand("app.back", clearSelection, { when: () => selection.get().size > 0 });
}
