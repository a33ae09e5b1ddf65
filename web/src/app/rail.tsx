import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Face } from "../ui/face.tsx";
import { Icon } from "../ui/icon.tsx";
import { Logo } from "../ui/logo.tsx";
import { runCommand } from "./command-registry.ts";
import { isAtLeast, session } from "./session.ts";
import { useKeys } from "./use-command.ts";
import { useStore } from "./use-store.ts";

/** What every place has: its look, the look of the one where one is, and its name. */
const placeProps = (name: string) => ({
  className: "place",
  activeProps: { className: "place on" },
  "aria-label": name,
  "data-hint": name,
});

export function Rail() {
  const { t } = useTranslation();
  const me = useStore(session)?.member;
  const paletteKeys = useKeys("app.palette");
  return (
    <nav className="rail" aria-label={t("nav.main")}>
      <Link className="mark" to="/" aria-label={t("name")}>
        <Logo />
      </Link>
      <Link to="/inbox/$view/{-$conversation}" params={{ view: "my-turn" }} {...placeProps(t("nav.inbox"))}>
        <Icon name="inbox" size={20} />
      </Link>
      <Link to="/inbox/$view/{-$conversation}" params={{ view: "waiting" }} {...placeProps(t("nav.waiting"))}>
        <Icon name="waiting" size={20} />
      </Link>
      <Link to="/customers/{-$customer}" {...placeProps(t("nav.customers"))}>
        <Icon name="customers" size={20} />
      </Link>
      {me && isAtLeast(me.role, "supervisor") && (
        <Link to="/report" {...placeProps(t("nav.report"))}>
          <Icon name="report" size={20} />
        </Link>
      )}
      <Link to="/settings/{-$section}" {...placeProps(t("nav.settings"))}>
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
