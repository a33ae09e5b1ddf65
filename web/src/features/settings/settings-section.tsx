import { Navigate, useParams } from "@tanstack/react-router";
import { type ReactNode, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { NowhereScreen } from "../../app/broken-screen.tsx";
import { session } from "../../app/session.ts";
import { useMedia } from "../../app/use-media.ts";
import { useStore } from "../../app/use-store.ts";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { type Section, sectionsFor } from "./settings-sections.ts";

export function SettingsSection() {
  const { section } = useParams({ strict: false });
  const found = useSection(section);
  const isWide = useMedia("(min-width: 861px)");
  // On a phone the list of sections is a screen of its own.
  if (!section)
    return isWide ? <Navigate to="/settings/{-$section}" params={{ section: "profile" }} replace /> : null;
  if (!found) return <NowhereScreen />;
  return (
    <Titled section={found}>
      <found.page />
    </Titled>
  );
}

export function SettingsItem() {
  const { section, item } = useParams({ strict: false });
  const found = useSection(section);
  if (!found?.item || !item) return <NowhereScreen />;
  return (
    <Titled section={found}>
      <found.item key={item} id={item} />
    </Titled>
  );
}

function useSection(id: string | undefined): Section | undefined {
  const me = useStore(session);
  return sectionsFor(me).find((section) => section.id === id);
}

function Titled({ section, children }: { section: Section; children: ReactNode }) {
  const { t } = useTranslation("settings");
  const title = `${t(`section.${section.id}`)} · ${t("title")}`;
  useEffect(() => {
    document.title = `${title} · Amends`;
  }, [title]);
  return <Suspense fallback={<QuietLoading on />}>{children}</Suspense>;
}
