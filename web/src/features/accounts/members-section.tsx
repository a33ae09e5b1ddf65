import type { Member } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { languageName } from "../../app/format.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Face } from "../../ui/face.tsx";
import { Fetched, SettingsHead } from "../settings/settings-parts.tsx";
import { allMembers } from "./accounts-api.ts";
import { InviteDialog } from "./invite-dialog.tsx";

export function MembersSection() {
  const { t } = useTranslation("settings");
  const members = useLoaded("members", allMembers);
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <SettingsHead title={t("section.members")} lead={t("members.lead")}>
        <Button look="main" icon="plus" onClick={() => setInviting(true)}>
          {t("members.invite")}
        </Button>
      </SettingsHead>
      <Fetched from={members}>
        {(list) => (
          <ul className="set-list">
            {list.map((member) => (
              <MemberRow key={member.id} member={member} />
            ))}
          </ul>
        )}
      </Fetched>
      {inviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            void members.reload();
          }}
        />
      )}
    </>
  );
}

function MemberRow({ member }: { member: Member }) {
  const { t, i18n } = useTranslation("settings");
  const languages = member.languages.map((code) => languageName(code, i18n.language) ?? code).join(", ");
  return (
    <li className={member.state === "disabled" ? "off" : ""}>
      <Link
        className="cover"
        to="/settings/$section/$item"
        params={{ section: "members", item: member.id }}
        aria-label={member.name}
      />
      <Face name={member.name} />
      <span className="what">
        <b dir="auto">{member.name}</b>
        <span className="meta clip block">
          {member.email}
          {languages && ` · ${languages}`}
        </span>
      </span>
      {member.state === "invited" && <Chip look="soon">{t("members.state.invited")}</Chip>}
      {member.state === "disabled" && <Chip>{t("members.state.disabled")}</Chip>}
      <span className="meta">{t(`role.${member.role}`)}</span>
    </li>
  );
}
