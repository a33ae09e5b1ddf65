import { useNavigate } from "@tanstack/react-router";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { changePreferences, type Density, densityOf, preferences } from "../../app/preferences.ts";
import { useStore } from "../../app/use-store.ts";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { builtInViews } from "./list-order.ts";
import { SaveViewDialog } from "./save-view-dialog.tsx";
import { savedViews } from "./saved-views.ts";

const keys = {
  "my-turn": "g t",
  mine: "g m",
  unassigned: "g u",
  all: "g a",
  mentions: "g n",
  waiting: "g w",
  snoozed: "g s",
  closed: "g c",
};
const densities: Density[] = ["compact", "normal", "roomy"];

type ViewsMenuProps = { view: string; anchor: RefObject<HTMLElement | null>; onClose: () => void };

export function ViewsMenu({ view, anchor, onClose }: ViewsMenuProps) {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const saved = useStore(savedViews);
  const counts = useStore(inbox).snapshot?.counts;
  const kept = useStore(preferences);
  const [saving, setSaving] = useState(false);
  const go = (to: string) => void navigate({ to: "/inbox/$view/{-$conversation}", params: { view: to } });
  const countOf: Record<string, number | undefined> = {
    "my-turn": counts?.my_turn,
    mine: counts?.mine,
    unassigned: counts?.unassigned,
    all: counts?.all,
    mentions: counts?.mentions,
  };
  if (saving) return <SaveViewDialog onClose={onClose} />;
  const items: MenuItem[] = [
    ...builtInViews.map((id): MenuItem => {
      const end = countOf[id] ? { end: String(countOf[id]) } : {};
      return {
        kind: "item",
        id,
        label: t(`view.${id}`),
        checked: id === view,
        keys: keys[id],
        run: () => go(id),
        ...end,
      };
    }),
    ...(saved.length > 0 ? [{ kind: "group", id: "saved", label: t("list.savedViews") } as const] : []),
    ...saved.map(
      (each): MenuItem => ({
        kind: "item",
        id: each.id,
        label: each.name,
        checked: each.id === view,
        run: () => go(each.id),
      }),
    ),
    {
      kind: "item",
      id: "new",
      label: t("list.newView"),
      icon: "plus",
      keepsOpen: true,
      run: () => setSaving(true),
    },
    { kind: "group", id: "heights", label: t("list.heights") },
    ...densities.map(
      (density): MenuItem => ({
        kind: "item",
        id: density,
        label: t(`density.${density}`),
        checked: densityOf(view, kept) === density,
        run: () => changePreferences({ density: { ...kept.density, [view]: density } }),
      }),
    ),
  ];
  return <Menu open onClose={onClose} anchor={anchor} label={t("list.chooseView")} items={items} />;
}
