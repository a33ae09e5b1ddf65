import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "../live/api.ts";
import { Button } from "../ui/button.tsx";

export function NowhereScreen() {
  const { t } = useTranslation();
  return (
    <main className="plain-screen">
      <h1>{t("problem.gone")}</h1>
      <p>{t("problem.goneMore")}</p>
      <Link className="btn" to="/inbox/$view/{-$conversation}" params={{ view: "my-turn" }}>
        {t("problem.toInbox")}
      </Link>
    </main>
  );
}

/** What happened, what is safe, what to do. */
export function BrokenScreen({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  const offline = error instanceof Problem && error.mayPass;
  return (
    <main className="plain-screen">
      <h1>{offline ? t("load.failed", { reason: t("problem.network") }) : t("problem.broken")}</h1>
      {!offline && <p>{t("problem.brokenMore")}</p>}
      <Button look="main" onClick={() => location.reload()}>
        {t("problem.reload")}
      </Button>
      {!offline && <pre className="meta">{error instanceof Error ? error.message : String(error)}</pre>}
    </main>
  );
}
