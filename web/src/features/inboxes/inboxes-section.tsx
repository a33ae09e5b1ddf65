import type { Inbox } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { allInboxes } from "../accounts/accounts-api.ts";
import { ChannelIcon, useChannelName } from "../inbox/channel-mark.tsx";
import { Fetched, SettingsHead } from "../settings/settings-parts.tsx";
import { NewInboxDialog } from "./new-inbox-dialog.tsx";
import { promiseWords } from "./promise.ts";

export function InboxesSection() {
  const { t } = useTranslation("settings");
  const inboxes = useLoaded("inboxes", allInboxes);
  const [making, setMaking] = useState(false);
  const make = (
    <Button look="main" icon="plus" onClick={() => setMaking(true)}>
      {t("inboxes.make")}
    </Button>
  );
  return (
    <>
      <SettingsHead title={t("section.inboxes")} lead={t("inboxes.lead")}>
        {make}
      </SettingsHead>
      <Fetched from={inboxes}>
        {(list) =>
          list.length === 0 ? (
            <p className="set-empty">{t("inboxes.empty")}</p>
          ) : (
            <ul className="set-list">
              {list.map((inbox) => (
                <InboxRow key={inbox.id} inbox={inbox} />
              ))}
            </ul>
          )
        }
      </Fetched>
      {making && <NewInboxDialog onClose={() => setMaking(false)} />}
    </>
  );
}

function InboxRow({ inbox }: { inbox: Inbox }) {
  const { t, i18n } = useTranslation("settings");
  const channel = useChannelName(inbox.kind);
  return (
    <li>
      <Link
        className="cover"
        to="/settings/$section/$item"
        params={{ section: "inboxes", item: inbox.id }}
        aria-label={inbox.name}
      />
      <ChannelIcon channel={inbox.kind} />
      <span className="what">
        <b dir="auto">{inbox.name}</b>
        <span className="meta">
          {channel} · {t("inboxes.promise", { time: promiseWords(inbox.response_target_ms, i18n.language) })}
        </span>
      </span>
      <span className="meta">{t("inboxes.members", { count: inbox.member_ids.length })}</span>
    </li>
  );
}
