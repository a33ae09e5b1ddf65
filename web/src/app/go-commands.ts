import { useNavigate } from "@tanstack/react-router";
import { changePreferences, preferences, type Theme } from "./preferences.ts";
import { isAtLeast, session } from "./session.ts";
import { useCommand } from "./use-command.ts";
import { useStore } from "./use-store.ts";

const themes: Theme[] = ["system", "light", "dark", "contrast"];

/** The commands that work on every screen of the desk. */
export function useGoCommands(): void {
  const navigate = useNavigate();
  const view = (name: string) => () =>
    void navigate({ to: "/inbox/$view/{-$conversation}", params: { view: name, conversation: undefined } });
  useCommand("go.myTurn", view("my-turn"));
  useCommand("go.mine", view("mine"));
  useCommand("go.unassigned", view("unassigned"));
  useCommand("go.all", view("all"));
  useCommand("go.mentions", view("mentions"));
  useCommand("go.waiting", view("waiting"));
  useCommand("go.snoozed", view("snoozed"));
  useCommand("go.closed", view("closed"));
  useCommand("go.customers", () => void navigate({ to: "/customers/{-$customer}" }));
  const role = useStore(session)?.member.role;
  const mayReport = role !== undefined && isAtLeast(role, "supervisor");
  useCommand("go.report", () => void navigate({ to: "/report" }), { off: !mayReport });
  useCommand("go.settings", () => void navigate({ to: "/settings/{-$section}" }));
  useCommand("app.theme", () => {
    const at = themes.indexOf(preferences.get().theme);
    changePreferences({ theme: themes[(at + 1) % themes.length] ?? "system" });
  });
}
