import { Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { HintLayer } from "../ui/hint-layer.tsx";
import { Toasts } from "../ui/toasts.tsx";

export function RootScreen() {
  const { t } = useTranslation();
  return (
    <>
      <Outlet />
      <Toasts closeLabel={t("act.close")} />
      <HintLayer />
    </>
  );
}
