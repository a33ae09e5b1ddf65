import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/icon.tsx";
import { runCommand } from "./command-registry.ts";

/** The rail of small screens. */
export function BottomTabs() {
  const { t } = useTranslation();
  return (
    <nav className="tabs" aria-label={t("nav.main")}>
      <Link to="/inbox/$view/{-$conversation}" params={{ view: "my-turn" }} activeProps={{ className: "on" }}>
        <Icon name="inbox" size={20} />
        <span>{t("nav.inbox")}</span>
      </Link>
      <Link to="/inbox/$view/{-$conversation}" params={{ view: "waiting" }} activeProps={{ className: "on" }}>
        <Icon name="waiting" size={20} />
        <span>{t("nav.waiting")}</span>
      </Link>
      <Link to="/customers/{-$customer}" activeProps={{ className: "on" }}>
        <Icon name="customers" size={20} />
        <span>{t("nav.customers")}</span>
      </Link>
      <button type="button" onClick={() => runCommand("app.palette")}>
        <Icon name="search" size={20} />
        <span>{t("nav.find")}</span>
      </button>
    </nav>
  );
}
