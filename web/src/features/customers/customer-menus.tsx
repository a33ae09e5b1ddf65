import type { Customer } from "@amends/server/contract";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Menu } from "../../ui/menu.tsx";
import type { CustomerMenu } from "./customer-head.tsx";
import { EditCustomerDialog } from "./edit-customer-dialog.tsx";
import { MergeDialog } from "./merge-dialog.tsx";

type MenusProps = {
  customer: Customer;
  open: CustomerMenu;
  setOpen: (open: CustomerMenu) => void;
  anchor: RefObject<HTMLButtonElement | null>;
};

/** Fetched when the first of them opens. */
export function CustomerMenus({ customer, open, setOpen, anchor }: MenusProps) {
  const { t } = useTranslation("customers");
  const none = () => setOpen(null);
  if (open === "edit") return <EditCustomerDialog customer={customer} onClose={none} />;
  if (open === "merge") return <MergeDialog customer={customer} onClose={none} />;
  return (
    <Menu
      open
      onClose={none}
      anchor={anchor}
      align="end"
      label={t("more")}
      items={[
        {
          kind: "item",
          id: "edit",
          label: t("edit.title"),
          icon: "pencil",
          keepsOpen: true,
          run: () => setOpen("edit"),
        },
        {
          kind: "item",
          id: "merge",
          label: t("merge.title"),
          icon: "merge",
          keepsOpen: true,
          run: () => setOpen("merge"),
        },
      ]}
    />
  );
}
