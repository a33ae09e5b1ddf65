import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected, useStore } from "../../app/use-store.ts";
import { builtInViews, type ViewId } from "./list-order.ts";
import { savedViews } from "./saved-views.ts";

export function useViewName(view: string): string {
  const { t } = useTranslation("inbox");
  const saved = useStore(savedViews);
  if (builtInViews.includes(view as ViewId)) return t(`view.${view as ViewId}`);
  return saved.find((each) => each.id === view)?.name ?? t("view.my-turn");
}

/** Whose: mine, nobody's, everyone's. All other views are in the heading's menu. */
export function ViewTabs({ view }: { view: string }) {
  const { t } = useTranslation("inbox");
  const unassigned = useSelected(inbox, (state) => state.snapshot?.counts.unassigned ?? 0);
  return (
    <nav className="views" aria-label={t("list.whose")}>
      <Link
        to="/inbox/$view/{-$conversation}"
        params={{ view: "my-turn" }}
        className={view === "my-turn" ? "on" : ""}
      >
        {t("tab.mine")}
      </Link>
      <Link
        to="/inbox/$view/{-$conversation}"
        params={{ view: "unassigned" }}
        className={view === "unassigned" ? "on" : ""}
        data-hint={t("tab.unassignedWhy")}
      >
        {t("tab.unassigned")} {unassigned > 0 && <span className="num">{unassigned}</span>}
      </Link>
      <Link
        to="/inbox/$view/{-$conversation}"
        params={{ view: "all" }}
        className={view === "all" ? "on" : ""}
      >
        {t("tab.all")}
      </Link>
    </nav>
  );
}
