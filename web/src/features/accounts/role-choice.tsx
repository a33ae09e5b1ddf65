import type { Role } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { Choice } from "../../ui/choice.tsx";

const roles = ["agent", "supervisor", "administrator"] as const satisfies readonly Role[];

type RoleChoiceProps = {
  value: Role;
  onChoose: (role: Role) => void;
  /** Something beside it says that this is the role. */
  bare?: boolean;
};

export function RoleChoice({ value, onChoose, bare = false }: RoleChoiceProps) {
  const { t } = useTranslation("settings");
  return (
    <div className="form-field">
      {!bare && <span className="label">{t("role.label")}</span>}
      <Choice
        label={t("role.label")}
        value={value}
        onChoose={onChoose}
        options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      />
      <span className="hint-text">{t(`role.may.${value}`)}</span>
    </div>
  );
}
