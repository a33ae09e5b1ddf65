import type { IssuedToken, Token } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { dayName } from "../../app/format.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { CopyBox } from "../../ui/copy-box.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Fetched, SettingsHead } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { scopeWords, TokenForm } from "./token-form.tsx";

export function TokensSection() {
  const { t } = useTranslation("settings");
  const tokens = useLoaded("tokens", () => api.get<{ items: Token[] }>("/tokens?limit=100"));
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<IssuedToken | null>(null);
  const { save, failed } = useSave();
  const withdraw = (id: string) =>
    void save(async () => {
      await api.send("DELETE", `/tokens/${id}`);
      await tokens.reload();
    }, t("tokens.withdrawn"));
  const close = () => {
    setMaking(false);
    setMade(null);
    void tokens.reload();
  };
  return (
    <>
      <SettingsHead title={t("section.tokens")} lead={t("tokens.lead")}>
        <Button look="main" icon="plus" onClick={() => setMaking(true)}>
          {t("tokens.make")}
        </Button>
      </SettingsHead>
      {failed && <SaidBad>{failed}</SaidBad>}
      <Fetched from={tokens}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="set-empty">{t("tokens.none")}</p>
          ) : (
            <ul className="set-list">
              {items.map((token) => (
                <TokenRow key={token.id} token={token} onWithdraw={() => withdraw(token.id)} />
              ))}
            </ul>
          )
        }
      </Fetched>
      {making && (
        <Dialog open onClose={close} title={made ? t("tokens.madeTitle") : t("tokens.make")} wide>
          {made ? (
            <div className="set-fields mt-4">
              <p>{t("tokens.once")}</p>
              <CopyBox text={made.secret} copy={t("copy")} copied={t("copied")} />
              <div className="ends">
                <Button look="main" onClick={close}>
                  {t("done")}
                </Button>
              </div>
            </div>
          ) : (
            <TokenForm onMade={setMade} onClose={close} />
          )}
        </Dialog>
      )}
    </>
  );
}

function TokenRow({ token, onWithdraw }: { token: Token; onWithdraw: () => void }) {
  const { t, i18n } = useTranslation("settings");
  const [sure, setSure] = useState(false);
  const day = (instant: string) => dayName(Date.parse(instant), i18n.language, Date.now());
  const used = token.last_used_at
    ? t("tokens.used", { day: day(token.last_used_at) })
    : t("tokens.unused", { day: day(token.created_at) });
  return (
    <li>
      <Icon name="api" />
      <span className="what">
        <b dir="auto">{token.name}</b>
        <span className="meta block">
          {token.scopes.map((scope) => t(scopeWords(scope))).join(" · ")}
          {token.inbox_ids && ` · ${t("tokens.someInboxes", { count: token.inbox_ids.length })}`}
        </span>
        <span className="meta block">{used}</span>
      </span>
      {sure ? (
        <span className="ends-here">
          <Button small look="danger" onClick={onWithdraw}>
            {t("tokens.withdrawSure")}
          </Button>
          <Button small look="bare" onClick={() => setSure(false)}>
            {t("cancel")}
          </Button>
        </span>
      ) : (
        <Button small look="bare" onClick={() => setSure(true)}>
          {t("tokens.withdraw")}
        </Button>
      )}
    </li>
  );
}
