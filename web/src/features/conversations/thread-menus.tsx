import type { ConversationSummary } from "@amends/server/contract";
import { type FormEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { runCommand } from "../../app/command-registry.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { leaveFor } from "../inbox/current.ts";
import { close, rename } from "./acts.ts";
import { ReasonDialog } from "./reason-dialog.tsx";
import { SolvedDialog } from "./solved-dialog.tsx";
import type { OpenMenu } from "./thread-header.tsx";
import { AssignPicker, PriorityPicker, SnoozePicker, TagPicker } from "./thread-pickers.tsx";

type Anchors = Record<"snooze" | "assign" | "more", RefObject<HTMLButtonElement | null>>;
type MenusProps = {
  conversation: ConversationSummary;
  open: OpenMenu;
  setOpen: (open: OpenMenu) => void;
  anchors: Anchors;
  closeIt: () => void;
};

/** Fetched when the first of them opens. */
export function ThreadMenus({ conversation, open, setOpen, anchors, closeIt }: MenusProps) {
  const none = () => setOpen(null);
  const { id } = conversation;
  if (open === "more")
    return <MoreMenu conversation={conversation} setOpen={setOpen} anchor={anchors.more} closeIt={closeIt} />;
  if (open === "solved") {
    const done = (solved: string) => {
      leaveFor(id);
      void close(id, { solved });
    };
    return <SolvedDialog onClose={none} onSolved={done} />;
  }
  if (open === "rename") return <RenameDialog conversation={conversation} onClose={none} />;
  if (open === "reason") {
    const done = (reason: string) => {
      leaveFor(id);
      void close(id, { reason });
    };
    return (
      <ReasonDialog
        count={1}
        onClose={none}
        onReason={done}
        onAnswer={() => runCommand("conversation.reply")}
      />
    );
  }
  return (
    <>
      <SnoozePicker
        conversation={conversation}
        open={open === "snooze"}
        onClose={none}
        anchor={anchors.snooze}
      />
      <AssignPicker
        conversation={conversation}
        open={open === "assign"}
        onClose={none}
        anchor={anchors.assign}
      />
      <TagPicker conversation={conversation} open={open === "tag"} onClose={none} anchor={anchors.more} />
      <PriorityPicker
        conversation={conversation}
        open={open === "priority"}
        onClose={none}
        anchor={anchors.more}
      />
    </>
  );
}

type MoreProps = Pick<MenusProps, "conversation" | "setOpen" | "closeIt"> & {
  anchor: RefObject<HTMLButtonElement | null>;
};

function MoreMenu({ conversation, setOpen, anchor, closeIt }: MoreProps) {
  const { t } = useTranslation("inbox");
  // The menu closes after its item ran; what the item opens must come after that.
  const next = (what: OpenMenu) => () => setTimeout(() => setOpen(what));
  const items: MenuItem[] = [
    {
      kind: "item",
      id: "close",
      label: t("act.close"),
      icon: "check",
      keys: "e",
      run: () => setTimeout(closeIt),
    },
    ...(conversation.unanswered === 0
      ? [
          {
            kind: "item",
            id: "solved",
            label: t("act.closeSolved"),
            icon: "flag",
            run: next("solved"),
          } as const,
        ]
      : []),
    { kind: "item", id: "snooze", label: t("act.snooze"), icon: "clock", keys: "s", run: next("snooze") },
    { kind: "item", id: "assign", label: t("act.assign"), icon: "handOff", keys: "a", run: next("assign") },
    { kind: "line", id: "line" },
    { kind: "item", id: "tag", label: t("act.tag"), icon: "tag", keys: "l", run: next("tag") },
    {
      kind: "item",
      id: "priority",
      label: t("act.priority"),
      icon: "flag",
      keys: "p",
      run: next("priority"),
    },
    {
      kind: "item",
      id: "rename",
      label: t("act.rename"),
      icon: "pencil",
      keys: "shift+r",
      run: next("rename"),
    },
    {
      kind: "item",
      id: "link",
      label: t("act.copyLink"),
      icon: "link",
      keys: "shift+l",
      run: () => runCommand("conversation.copyLink"),
    },
    {
      kind: "item",
      id: "panel",
      label: t("act.panel"),
      icon: "panel",
      keys: "i",
      run: () => runCommand("app.panel"),
    },
  ];
  const shown =
    conversation.status === "resolved"
      ? items.filter((item) => !["close", "solved", "snooze"].includes(item.id))
      : items;
  return (
    <Menu
      open
      onClose={() => setOpen(null)}
      anchor={anchor}
      align="end"
      label={t("act.more", { ns: "app" })}
      items={shown}
    />
  );
}

function RenameDialog({ conversation, onClose }: { conversation: ConversationSummary; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const [subject, setSubject] = useState(conversation.subject ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onClose();
    void rename(conversation.id, subject.trim() || null);
  };
  return (
    <Dialog open onClose={onClose} title={t("act.rename")}>
      <form onSubmit={submit} className="mt-4">
        <input
          className="input"
          aria-label={t("act.rename")}
          value={subject}
          maxLength={300}
          dir="auto"
          onChange={(event) => setSubject(event.target.value)}
        />
        <div className="ends">
          <Button onClick={onClose}>{t("act.cancel", { ns: "app" })}</Button>
          <Button look="main" type="submit">
            {t("act.save", { ns: "app" })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
