import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import type { PickerOption } from "../../ui/picker.tsx";

/** Myself first, then whoever is here, then the rest; nobody last. */
export function useMemberOptions(assignee: string | null): (words: string) => PickerOption[] {
  const { t } = useTranslation("inbox");
  const members = useSelected(inbox, (state) => state.snapshot?.members);
  const me = useSelected(inbox, (state) => state.snapshot?.me);
  return useCallback(
    (words) => {
      const sought = plain(words);
      const rank = (id: string, online: boolean) => (id === me ? 0 : online ? 1 : 2);
      const people = (members ?? [])
        .filter((member) => !member.disabled && plain(member.name).includes(sought))
        .sort((a, b) => rank(a.id, a.online) - rank(b.id, b.online) || a.name.localeCompare(b.name))
        .map(
          (member): PickerOption => ({
            id: member.id,
            label: member.id === me ? t("assign.me", { name: member.name }) : member.name,
            detail: member.online ? member.languages.join(", ") : t("assign.away"),
            icon: "person",
            checked: member.id === assignee,
          }),
        );
      const nobody: PickerOption = {
        id: "none",
        label: t("assign.none"),
        icon: "people",
        checked: assignee === null,
      };
      return sought === "" ? [...people, nobody] : people;
    },
    [members, me, assignee, t],
  );
}

/** "Tomás" is found by "tomas". */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}
