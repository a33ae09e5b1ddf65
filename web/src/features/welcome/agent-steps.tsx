import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { runCommand } from "../../app/command-registry.ts";
import { inbox } from "../../app/desk.ts";
import { useKeys } from "../../app/use-command.ts";
import { useSelected } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { Step } from "./step.tsx";

/** Three things a new colleague needs, and then the customers. */
export function AgentSteps() {
  const { t } = useTranslation("welcome");
  const paletteKeys = useKeys("app.palette");
  const sheetKeys = useKeys("app.shortcuts");
  const waiting = useSelected(inbox, (state) => state.snapshot?.counts.unassigned ?? 0);
  return (
    <ol className="thread-of-steps">
      <Step state="now" title={t("agent.profile")}>
        <p>{t("agent.profileHow")}</p>
        <p>
          <Link className="btn" to="/settings/{-$section}" params={{ section: "profile" }}>
            {t("agent.profileGo")}
          </Link>
        </p>
      </Step>
      <Step state="now" title={t("agent.keys")}>
        <p>{t("agent.keysHow")}</p>
        <p className="set-acts">
          <Button keys={paletteKeys} onClick={() => runCommand("app.palette")}>
            {t("agent.palette")}
          </Button>
          <Button keys={sheetKeys} onClick={() => runCommand("app.shortcuts")}>
            {t("agent.sheet")}
          </Button>
        </p>
      </Step>
      <Step state="now" title={t("agent.first")}>
        <p>{waiting > 0 ? t("agent.firstWaiting", { count: waiting }) : t("agent.firstNone")}</p>
      </Step>
    </ol>
  );
}
