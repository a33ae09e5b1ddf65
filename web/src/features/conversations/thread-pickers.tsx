import type { ConversationSummary } from "@amends/server/contract";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { takeTypedAhead } from "../../app/typed-ahead.tsx";
import { useSelected } from "../../app/use-store.ts";
import { Picker } from "../../ui/picker.tsx";
import { leaveFor } from "../inbox/current.ts";
import { assign, type Priority, setPriority, setTags, snooze } from "./acts.ts";
import { useMemberOptions } from "./use-member-options.ts";
import { useSnoozeOptions } from "./use-snooze-options.ts";

type PickerPartProps = {
  conversation: ConversationSummary;
  open: boolean;
  onClose: () => void;
  anchor: RefObject<HTMLButtonElement | null>;
};

export function SnoozePicker({ conversation, ...place }: PickerPartProps) {
  const { t } = useTranslation("inbox");
  const options = useSnoozeOptions();
  return (
    <Picker
      {...place}
      align="end"
      label={t("act.snooze")}
      placeholder={t("snooze.when")}
      nothing={t("snooze.notUnderstood")}
      firstWords={takeTypedAhead}
      optionsFor={options}
      onPick={(option) => {
        leaveFor(conversation.id);
        void snooze(conversation.id, new Date(option.id));
      }}
    />
  );
}

export function AssignPicker({ conversation, ...place }: PickerPartProps) {
  const { t } = useTranslation("inbox");
  const options = useMemberOptions(conversation.assignee_id);
  return (
    <Picker
      {...place}
      align="end"
      label={t("act.assign")}
      placeholder={t("assign.find")}
      nothing={t("assign.nobody")}
      firstWords={takeTypedAhead}
      optionsFor={options}
      onPick={(option) => void assign(conversation.id, option.id === "none" ? null : option.id)}
    />
  );
}

export function TagPicker({ conversation, ...place }: PickerPartProps) {
  const { t } = useTranslation("inbox");
  const known = useSelected(inbox, (state) => state.byId);
  const used = [...new Set([...known.values()].flatMap((each) => each.tags))].sort();
  const optionsFor = (words: string) => {
    const sought = words.trim().toLowerCase();
    const found = used.filter((tag) => tag.includes(sought)).slice(0, 20);
    const fresh = sought !== "" && !used.includes(sought) ? [sought] : [];
    return [...found, ...fresh].map((tag) => ({
      id: tag,
      label: fresh.includes(tag) ? t("tag.create", { tag }) : tag,
      icon: "tag" as const,
      checked: conversation.tags.includes(tag),
    }));
  };
  const toggle = (tag: string) => {
    const has = conversation.tags.includes(tag);
    void setTags(
      conversation.id,
      has ? conversation.tags.filter((each) => each !== tag) : [...conversation.tags, tag],
    );
  };
  return (
    <Picker
      {...place}
      align="end"
      label={t("act.tag")}
      placeholder={t("tag.name")}
      nothing={t("tag.none")}
      firstWords={takeTypedAhead}
      optionsFor={optionsFor}
      onPick={(option) => toggle(option.id)}
    />
  );
}

const priorities: Priority[] = ["urgent", "high", "normal", "low"];

export function PriorityPicker({ conversation, ...place }: PickerPartProps) {
  const { t } = useTranslation("inbox");
  const optionsFor = (words: string) =>
    priorities
      .map((priority) => ({
        id: priority,
        label: t(`priority.${priority}`),
        checked: priority === conversation.priority,
      }))
      .filter((option) => option.label.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <Picker
      {...place}
      align="end"
      label={t("act.priority")}
      placeholder={t("act.priority")}
      nothing={t("tag.none")}
      firstWords={takeTypedAhead}
      optionsFor={optionsFor}
      onPick={(option) => void setPriority(conversation.id, option.id as Priority)}
    />
  );
}
