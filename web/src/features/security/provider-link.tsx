import { useTranslation } from "react-i18next";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { SaidBad, SaidGood } from "../../ui/said.tsx";
import { Fetched } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { doorApi } from "../sign-in/door-api.ts";

type Identity = { id: string; providerId: string };

/** An identity at the house's provider is added by somebody who is signed in, never because two addresses read alike. */
export function ProviderLink({ name }: { name: string }) {
  const { t } = useTranslation("settings");
  const identities = useLoaded("identities", () => doorApi.get<Identity[]>("/list-accounts"));
  const { save, failed } = useSave();
  const link = () =>
    void save(async () => {
      const body = {
        provider: "oidc",
        callbackURL: "/settings/security",
        errorCallbackURL: "/settings/security",
      };
      const { url } = await doorApi.send<{ url: string }>("POST", "/link-social", { body });
      location.assign(url);
    }, "");
  const unlink = (accountId: string) =>
    void save(async () => {
      await doorApi.send("POST", "/unlink-account", { body: { accountId } });
      await identities.reload();
    });
  return (
    <Fetched from={identities}>
      {(list) => {
        const linked = list.find((each) => each.providerId === "oidc");
        return (
          <>
            {linked && <SaidGood>{t("provider.linked", { name })}</SaidGood>}
            {failed && <SaidBad>{failed}</SaidBad>}
            <div className="set-acts">
              {linked ? (
                <Button onClick={() => unlink(linked.id)}>{t("provider.unlink")}</Button>
              ) : (
                <Button onClick={link}>{t("provider.link", { name })}</Button>
              )}
            </div>
          </>
        );
      }}
    </Fetched>
  );
}
