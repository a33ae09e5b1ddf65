import type { Inbox, WidgetSettings } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Tick } from "../../ui/switch.tsx";
import { allMembers, putMembership } from "../accounts/accounts-api.ts";
import { StrictnessPart } from "../guard/strictness-part.tsx";
import { useChannelName } from "../inbox/channel-mark.tsx";
import { MailboxParts } from "../mailboxes/mailbox-parts.tsx";
import { Fetched, SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { WidgetForm } from "../visitors/widget-form.tsx";
import { WidgetTag } from "../visitors/widget-tag.tsx";
import { ApiAddress } from "./api-address.tsx";
import { InboxForm } from "./inbox-form.tsx";
import { SigningSecret } from "./signing-secret.tsx";

export function InboxPage({ id }: { id: string }) {
  const inbox = useLoaded(id, () => api.get<Inbox>(`/inboxes/${id}`));
  return (
    <Fetched from={inbox}>
      {(found) => <InboxDetails inbox={found} onChanged={inbox.set} reload={() => void inbox.reload()} />}
    </Fetched>
  );
}

type DetailsProps = { inbox: Inbox; onChanged: (inbox: Inbox) => void; reload: () => void };

function InboxDetails({ inbox, onChanged, reload }: DetailsProps) {
  const { t } = useTranslation("settings");
  const channel = useChannelName(inbox.kind);
  const isChat = inbox.kind === "web-chat";
  const isMail = inbox.kind === "email";
  return (
    <>
      <SettingsHead under="inboxes" title={inbox.name} lead={channel} />
      <SettingsPart title={t("inbox.general")} hint={t("inbox.generalHint")}>
        <InboxForm inbox={inbox} onChanged={onChanged} />
      </SettingsPart>
      {isChat && (
        <SettingsPart title={t("tag.title")} hint={t("tag.hint")}>
          <WidgetTag inbox={inbox} />
        </SettingsPart>
      )}
      {isChat && (
        <WidgetForm inbox={inbox} settings={(inbox.settings ?? {}) as WidgetSettings} onChanged={onChanged} />
      )}
      {inbox.kind === "api" && (
        <SettingsPart title={t("api.title")} hint={t("api.hint")}>
          <ApiAddress inbox={inbox} />
        </SettingsPart>
      )}
      {isMail && <MailboxParts inbox={inbox} />}
      <StrictnessPart inboxId={inbox.id} />
      {!isMail && (
        <SettingsPart title={t("secret.title")} hint={t(isChat ? "secret.chatHint" : "secret.apiHint")}>
          <SigningSecret inbox={inbox} reload={reload} />
        </SettingsPart>
      )}
      <SettingsPart title={t("section.members")} hint={t("inbox.membersHint")}>
        <InboxMembers inbox={inbox} reload={reload} />
      </SettingsPart>
    </>
  );
}

function InboxMembers({ inbox, reload }: { inbox: Inbox; reload: () => void }) {
  const members = useLoaded("members", allMembers);
  const { save } = useSave();
  const setIn = (memberId: string, isIn: boolean) =>
    void save(async () => {
      await putMembership(inbox.id, memberId, isIn);
      reload();
    });
  return (
    <Fetched from={members}>
      {(list) => (
        <div>
          {list
            .filter((member) => member.state !== "disabled")
            .map((member) => (
              <Tick
                key={member.id}
                label={member.name}
                on={inbox.member_ids.includes(member.id)}
                onTick={(on) => setIn(member.id, on)}
              />
            ))}
        </div>
      )}
    </Fetched>
  );
}
