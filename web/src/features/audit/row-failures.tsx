import type { ConversationSummary } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";

/** In a row of the list: that something went wrong, and what, for those who point at it or listen. */
export function RowFailures({ failures }: { failures: ConversationSummary["failures"] }) {
  const { t } = useTranslation("audit");
  if (failures.length === 0) return null;
  const words = t("mark", { names: failures.map((each) => t(`name.${each}`)).join(", ") });
  return (
    <span className="wrong" data-hint={words}>
      <Icon name="alert" />
      <span className="sr"> {words}</span>
    </span>
  );
}
