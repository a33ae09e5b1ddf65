import { Link, Outlet, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { BottomTabs } from "../../app/bottom-tabs.tsx";
import { session } from "../../app/session.ts";
import { useMedia } from "../../app/use-media.ts";
import { useStore } from "../../app/use-store.ts";
import { Icon } from "../../ui/icon.tsx";
import { sectionsFor } from "./settings-sections.ts";
import "../../styles/forms.css";
import "../../styles/settings.css";

/** The sections on the left, one of them on the right; on a phone one after the other. */
export function SettingsPage() {
  const { section } = useParams({ strict: false });
  const isWide = useMedia("(min-width: 861px)");
  return (
    <div className="settings">
      {(isWide || !section) && <SettingsNav />}
      {(isWide || section) && (
        <main className="pane set-page scroll" tabIndex={-1}>
          <Outlet />
        </main>
      )}
    </div>
  );
}

function SettingsNav() {
  const { t } = useTranslation("settings");
  const me = useStore(session);
  const shown = sectionsFor(me);
  return (
    <section className="pane set-nav">
      <header>
        <h1>{t("title")}</h1>
      </header>
      <nav className="set-links scroll" aria-label={t("title")}>
        {(["you", "house"] as const).map((group) => (
          <div key={group}>
            <h2>{group === "house" ? (me?.organisation.name ?? t("group.house")) : t("group.you")}</h2>
            {shown
              .filter((section) => section.group === group)
              .map((section) => (
                <Link
                  key={section.id}
                  to="/settings/{-$section}"
                  params={{ section: section.id }}
                  activeProps={{ className: "on" }}
                  activeOptions={{ exact: false }}
                >
                  <Icon name={section.icon} />
                  {t(`section.${section.id}`)}
                </Link>
              ))}
          </div>
        ))}
      </nav>
      <BottomTabs />
    </section>
  );
}
