import type { Invitation, Member, PasswordResetLink } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { languageName } from "../../app/format.ts";
import { session } from "../../app/session.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Tick } from "../../ui/switch.tsx";
import { Fetched, SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { allInboxes, allMembers, putMembership } from "./accounts-api.ts";
import { OneTimeLink } from "./one-time-link.tsx";
import { RoleChoice } from "./role-choice.tsx";

export function MemberPage({ id }: { id: string }) {
  const { t } = useTranslation("settings");
  const member = useLoaded(id, async () => {
    const found = (await allMembers()).find((each) => each.id === id);
    if (!found) throw new Error(t("problem.gone"));
    return found;
  });
  return (
    <Fetched from={member}>
      {(found) => <MemberDetails member={found} onChanged={member.set} reload={() => void member.reload()} />}
    </Fetched>
  );
}

type DetailsProps = { member: Member; onChanged: (member: Member) => void; reload: () => void };

function MemberDetails({ member, onChanged, reload }: DetailsProps) {
  const { t, i18n } = useTranslation("settings");
  const me = useStore(session)?.member.id;
  const { save, failed } = useSave();
  const change = (body: { role?: Member["role"]; disabled?: boolean }) =>
    void save(async () => onChanged(await api.send<Member>("PUT", `/members/${member.id}`, { body })));
  const languages = member.languages.map((code) => languageName(code, i18n.language) ?? code).join(", ");
  return (
    <>
      <SettingsHead
        under="members"
        title={member.name}
        lead={[member.email, languages].filter(Boolean).join(" · ")}
      />
      {failed && <SaidBad>{failed}</SaidBad>}
      <SettingsPart title={t("role.label")} hint={t("member.roleHint")}>
        {member.id === me ? (
          <p>{t("member.ownRole", { role: t(`role.${member.role}`) })}</p>
        ) : (
          <RoleChoice bare value={member.role} onChoose={(role) => change({ role })} />
        )}
      </SettingsPart>
      <SettingsPart title={t("section.inboxes")} hint={t("member.inboxesHint")}>
        <MemberInboxes member={member} reload={reload} />
      </SettingsPart>
      <SettingsPart title={t("member.access")}>
        <MemberAccess
          member={member}
          isMe={member.id === me}
          onDisable={(disabled) => change({ disabled })}
        />
      </SettingsPart>
    </>
  );
}

function MemberInboxes({ member, reload }: { member: Member; reload: () => void }) {
  const { t } = useTranslation("settings");
  const inboxes = useLoaded("inboxes", allInboxes);
  const { save, failed } = useSave();
  const setIn = (inboxId: string, isIn: boolean) =>
    void save(async () => {
      await putMembership(inboxId, member.id, isIn);
      reload();
    });
  return (
    <Fetched from={inboxes}>
      {(list) => (
        <div>
          {list.length === 0 && <p className="meta">{t("inboxes.none")}</p>}
          {list.map((inbox) => (
            <Tick
              key={inbox.id}
              label={inbox.name}
              on={member.inbox_ids.includes(inbox.id)}
              disabled={member.state === "disabled"}
              onTick={(on) => setIn(inbox.id, on)}
            />
          ))}
          {failed && <SaidBad>{failed}</SaidBad>}
        </div>
      )}
    </Fetched>
  );
}

type AccessProps = { member: Member; isMe: boolean; onDisable: (disabled: boolean) => void };

/** A new link for whoever lost one, and the door shut for whoever left. */
function MemberAccess({ member, isMe, onDisable }: AccessProps) {
  const { t } = useTranslation("settings");
  const [link, setLink] = useState<Invitation | PasswordResetLink | null>(null);
  const { save, failed } = useSave();
  const make = (path: string) =>
    void save(async () => setLink(await api.send<Invitation>("POST", `/members/${member.id}/${path}`)), "");
  const { state } = member;
  return (
    <>
      <p>{t(`member.stands.${state}`, { name: member.name })}</p>
      {link && <OneTimeLink link={link.link} expiresAt={link.expires_at} for={member.name} />}
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        {state === "invited" && (
          <Button onClick={() => make("invitations")}>{t("member.inviteAgain")}</Button>
        )}
        {state === "active" && !isMe && (
          <Button onClick={() => make("password-resets")}>{t("member.resetLink")}</Button>
        )}
        {state === "disabled" ? (
          <Button onClick={() => onDisable(false)}>{t("member.enable")}</Button>
        ) : (
          !isMe && (
            <Button look="danger" onClick={() => onDisable(true)}>
              {t("member.disable")}
            </Button>
          )
        )}
      </div>
    </>
  );
}
