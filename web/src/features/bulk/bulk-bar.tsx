import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { takeTypedAhead } from "../../app/typed-ahead.tsx";
import { useCommand } from "../../app/use-command.ts";
import { useStore } from "../../app/use-store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Picker } from "../../ui/picker.tsx";
import { ReasonDialog } from "../conversations/reason-dialog.tsx";
import { useMemberOptions } from "../conversations/use-member-options.ts";
import { useSnoozeOptions } from "../conversations/use-snooze-options.ts";
import { shownOrder } from "../inbox/current.ts";
import { type BulkDo, changeMany } from "./bulk-acts.ts";
import { clearSelection, selectAll, selection } from "./selection.ts";

type Open = "assign" | "snooze" | "tag" | "reason" | null;

/** Takes the heading's place while rows are chosen. */
export function BulkBar() {
  const { t } = useTranslation("inbox");
  const chosen = [...useStore(selection)];
  const all = useStore(shownOrder).length;
  const [open, setOpen] = useState<Open>(null);
  const change = (what: BulkDo) => void changeMany(chosen, what);
  const close = () => {
    const waits = chosen.some((id) => (inbox.get().byId.get(id)?.unanswered ?? 0) > 0);
    if (waits) setOpen("reason");
    else change({ do: "resolve" });
  };
  useCommand("conversation.assign", () => setOpen("assign"));
  useCommand("conversation.snooze", () => setOpen("snooze"));
  useCommand("conversation.tag", () => setOpen("tag"));
  useCommand("conversation.close", close);
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t("bulk.label")}>
      <IconButton icon="close" label={t("bulk.clear")} keys="Escape" onClick={clearSelection} />
      <h1 aria-live="polite">{t("bulk.chosen", { count: chosen.length })}</h1>
      {chosen.length < all && (
        <Button look="bare" small onClick={() => selectAll(shownOrder.get())}>
          {t("bulk.all", { count: all })}
        </Button>
      )}
      <BulkPickers open={open} setOpen={setOpen} change={change} />
      <IconButton icon="check" label={t("act.close")} keys="e" onClick={close} />
      {open === "reason" && (
        <ReasonDialog
          count={chosen.length}
          onClose={() => setOpen(null)}
          onReason={(reason) => change({ do: "resolve", reason })}
        />
      )}
    </div>
  );
}

type PickersProps = { open: Open; setOpen: (open: Open) => void; change: (what: BulkDo) => void };

function BulkPickers({ open, setOpen, change }: PickersProps) {
  const { t } = useTranslation("inbox");
  const assign = useRef<HTMLButtonElement>(null);
  const snooze = useRef<HTMLButtonElement>(null);
  const tag = useRef<HTMLButtonElement>(null);
  const members = useMemberOptions(null);
  const times = useSnoozeOptions();
  const none = () => setOpen(null);
  return (
    <>
      <IconButton
        ref={assign}
        icon="handOff"
        label={t("act.assign")}
        keys="a"
        onClick={() => setOpen("assign")}
      />
      <IconButton
        ref={snooze}
        icon="clock"
        label={t("act.snooze")}
        keys="s"
        onClick={() => setOpen("snooze")}
      />
      <IconButton ref={tag} icon="tag" label={t("act.tag")} keys="l" onClick={() => setOpen("tag")} />
      <Picker
        open={open === "assign"}
        onClose={none}
        anchor={assign}
        align="end"
        label={t("act.assign")}
        placeholder={t("assign.find")}
        nothing={t("assign.nobody")}
        firstWords={takeTypedAhead}
        optionsFor={members}
        onPick={(option) =>
          change({ do: "assign", member_id: (option.id === "none" ? null : option.id) as never })
        }
      />
      <Picker
        open={open === "snooze"}
        onClose={none}
        anchor={snooze}
        align="end"
        label={t("act.snooze")}
        placeholder={t("snooze.when")}
        nothing={t("snooze.notUnderstood")}
        firstWords={takeTypedAhead}
        optionsFor={times}
        onPick={(option) => change({ do: "snooze", until: option.id })}
      />
      <Picker
        open={open === "tag"}
        onClose={none}
        anchor={tag}
        align="end"
        label={t("act.tag")}
        placeholder={t("tag.name")}
        nothing={t("tag.none")}
        firstWords={takeTypedAhead}
        optionsFor={(words) => (words.trim() ? [{ id: words.trim(), label: words.trim(), icon: "tag" }] : [])}
        onPick={(option) => change({ do: "tag", tag: option.id })}
      />
    </>
  );
}
