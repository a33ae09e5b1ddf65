import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { builtInViews, type ViewId } from "../views/list-order.ts";

/** Why there is nothing, what next, one button. */
export function EmptyList({ view }: { view: string }) {
  const { t } = useTranslation("inbox");
  const unassigned = useSelected(inbox, (state) => state.snapshot?.counts.unassigned ?? 0);
  const known = builtInViews.includes(view as ViewId) ? (view as ViewId) : "saved";
  const goesToUnassigned = view !== "unassigned" && unassigned > 0;
  return (
    <div className="pane-words rows">
      <h2>{t(`empty.${known}`)}</h2>
      <p>{goesToUnassigned ? t("empty.nextUnassigned", { count: unassigned }) : t("empty.nextNothing")}</p>
      <Link
        className="btn"
        to="/inbox/$view/{-$conversation}"
        params={{ view: goesToUnassigned ? "unassigned" : "all" }}
      >
        {goesToUnassigned ? t("empty.toUnassigned") : t("empty.toAll")}
      </Link>
    </div>
  );
}
