import type { Role } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { Choice } from "../../ui/choice.tsx";

const roles = ["agent", "supervisor", "administrator"] as const satisfies readonly Role[];

export function RoleChoice({ value, onChoose }: { value: Role; onChoose: (role: Role) => void }) {
  const { t } = useTranslation("settings");
  return (
    <div className="form-field">
      <span className="label">{t("role.label")}</span>
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
