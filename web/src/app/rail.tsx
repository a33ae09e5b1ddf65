import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Face } from "../ui/face.tsx";
import { Icon } from "../ui/icon.tsx";
import { Logo } from "../ui/logo.tsx";
import { runCommand } from "./command-registry.ts";
import { isAtLeast, session } from "./session.ts";
import { useKeys } from "./use-command.ts";
import { useStore } from "./use-store.ts";

export function Rail() {
  const { t } = useTranslation();
  const me = useStore(session)?.member;
  const paletteKeys = useKeys("app.palette");
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <Link className="mark" to="/" aria-label={t("name")}>
        <Logo />
      </Link>
      <Link
        to="/inbox/$view/{-$conversation}"
        params={{ view: "my-turn" }}
        className="place"
        activeProps={{ className: "place on" }}
        aria-label={t("nav.inbox")}
        data-hint={t("nav.inbox")}
      >
        <Icon name="inbox" size={20} />
      </Link>
      <Link
        to="/inbox/$view/{-$conversation}"
        params={{ view: "waiting" }}
        className="place"
        activeProps={{ className: "place on" }}
        aria-label={t("nav.waiting")}
        data-hint={t("nav.waiting")}
      >
        <Icon name="waiting" size={20} />
      </Link>
      <Link
        to="/customers/{-$customer}"
        className="place"
        activeProps={{ className: "place on" }}
        aria-label={t("nav.customers")}
        data-hint={t("nav.customers")}
      >
        <Icon name="customers" size={20} />
      </Link>
      {me && isAtLeast(me.role, "supervisor") && (
        <Link
          to="/report"
          className="place"
          activeProps={{ className: "place on" }}
          aria-label={t("nav.report")}
          data-hint={t("nav.report")}
        >
          <Icon name="report" size={20} />
        </Link>
      )}
      <Link
        to="/settings/{-$section}"
        className="place"
        activeProps={{ className: "place on" }}
        aria-label={t("nav.settings")}
        data-hint={t("nav.settings")}
      >
        <Icon name="settings" size={20} />
      </Link>
      <span className="grow" />
      <button
        type="button"
        className="place"
        aria-label={t("nav.doOrFind")}
        data-hint={t("nav.doOrFind")}
        data-hint-keys={paletteKeys ?? undefined}
        onClick={() => runCommand("app.palette")}
      >
        <Icon name="search" size={20} />
      </button>
      <Link
        to="/settings/{-$section}"
        params={{ section: "profile" }}
        className="me"
        aria-label={t("nav.you", { name: me?.name ?? "" })}
        data-hint={me?.name}
      >
        <Face name={me?.name ?? null} ours />
      </Link>
    </nav>
  );
}
