import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isAtLeast, session } from "../../app/session.ts";
import { useStore } from "../../app/use-store.ts";
import { AdministratorSteps } from "./administrator-steps.tsx";
import { AgentSteps } from "./agent-steps.tsx";
import "../../styles/forms.css";
import "../../styles/settings.css";
import "../../styles/welcome.css";

/** The way from an empty desk to the first answer. It looks at facts and ticks by itself; nothing has to be confirmed. */
export function WelcomePage() {
  const { t } = useTranslation("welcome");
  const me = useStore(session);
  const title = t("title", { name: me?.member.name.split(/\s+/)[0] ?? "" });
  useEffect(() => {
    document.title = `${title} · Amends`;
  }, [title]);
  if (!me) return null;
  const administers = isAtLeast(me.member.role, "administrator");
  return (
    <main className="pane welcome scroll">
      <div className="welcome-body">
        <h1>{title}</h1>
        <p className="welcome-lead">
          {administers ? t("lead") : t("agent.lead", { organisation: me.organisation.name })}
        </p>
        {administers ? <AdministratorSteps /> : <AgentSteps />}
        <p className="welcome-end">
          <Link className="btn" to="/inbox/$view/{-$conversation}" params={{ view: "my-turn" }}>
            {t("toInbox")}
          </Link>
        </p>
      </div>
    </main>
  );
}
