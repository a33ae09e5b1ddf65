import type { Inbox, NewInbox } from "@amends/server/contract";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { session } from "../../app/session.ts";
import { useStore } from "../../app/use-store.ts";
import { bestLocale, locales } from "../../i18n/i18n.ts";
import { localeNames } from "../../i18n/locale-names.ts";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { zoneOfThisBrowser } from "../profile/time-zones.ts";
import { useSave } from "../settings/use-save.ts";

export function NewInboxDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const onMade = (inbox: Inbox) => {
    onClose();
    void navigate({ to: "/settings/$section/$item", params: { section: "inboxes", item: inbox.id } });
  };
  return (
    <Dialog open onClose={onClose} title={t("inboxes.make")}>
      <NewInboxForm onMade={onMade} onCancel={onClose} />
    </Dialog>
  );
}

type FormProps = {
  onMade: (inbox: Inbox) => void;
  onCancel?: () => void;
  /** On the first run the one kind that anybody can try. */
  webChatOnly?: boolean;
};

const kindHints = {
  "web-chat": "inbox.webChatHint",
  email: "inbox.emailHint",
  api: "inbox.apiHint",
} as const;
type Kind = keyof typeof kindHints;

/** Whoever opens an inbox is in it: an inbox that nobody sees is where customers get lost. */
export function NewInboxForm({ onMade, onCancel, webChatOnly = false }: FormProps) {
  const { t } = useTranslation("settings");
  const me = useStore(session);
  const [kind, setKind] = useState<Kind>("web-chat");
  const [name, setName] = useState(me?.organisation.name ?? "");
  const [locale, setLocale] = useState<string>(bestLocale([me?.organisation.locale ?? "en"]));
  const { save, busy, failed } = useSave();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      name,
      kind,
      locale,
      time_zone: zoneOfThisBrowser(),
      member_ids: me ? [me.member.id as NonNullable<NewInbox["member_ids"]>[number]] : [],
      ...(kind === "web-chat" ? { settings: { language: locale } } : {}),
    } satisfies NewInbox;
    void save(async () => onMade(await api.send<Inbox>("POST", "/inboxes", { body })), "");
  };
  return (
    <form className="set-fields mt-4" onSubmit={onSubmit}>
      {!webChatOnly && (
        <div className="form-field">
          <span className="label">{t("inbox.kind")}</span>
          <Choice
            label={t("inbox.kind")}
            value={kind}
            onChoose={setKind}
            options={[
              { value: "web-chat", label: t("inbox.webChat") },
              { value: "email", label: t("inbox.email") },
              { value: "api", label: t("inbox.api") },
            ]}
          />
          <span className="hint-text">{t(kindHints[kind])}</span>
        </div>
      )}
      <TextField
        label={t("inbox.name")}
        hint={t("inbox.nameHint")}
        value={name}
        onValue={setName}
        required
        maxLength={120}
      />
      <SelectField
        label={t("inbox.locale")}
        hint={t("inbox.localeHint")}
        value={locale}
        onValue={setLocale}
        options={locales.map((each) => ({ value: each, label: localeNames[each] }))}
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className={onCancel ? "ends" : "set-acts"}>
        {onCancel && <Button onClick={onCancel}>{t("cancel")}</Button>}
        <Button look="main" type="submit" aria-disabled={busy}>
          {t("inboxes.make")}
        </Button>
      </div>
    </form>
  );
}
