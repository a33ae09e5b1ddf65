import type { SavedReply, SavedReplyChange } from "@amends/server/contract";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { session } from "../../app/session.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Switch } from "../../ui/switch.tsx";
import { Fetched, SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { allReplies } from "./replies-section.tsx";
import { ReplyBodies } from "./reply-bodies.tsx";

export function ReplyPage({ id }: { id: string }) {
  const { t, i18n } = useTranslation("settings");
  const me = useStore(session)?.member.id ?? "";
  const reply = useLoaded(id, async () => {
    if (id === "new") return emptyReply(me, i18n.language);
    const found = (await allReplies()).find((each) => each.id === id);
    if (!found) throw new Error(t("problem.gone"));
    return found;
  });
  return <Fetched from={reply}>{(found) => <ReplyForm reply={found} isNew={id === "new"} />}</Fetched>;
}

type EditedReply = Pick<SavedReply, "id" | "title" | "shortcut" | "bodies" | "shared" | "owner_id">;

function emptyReply(me: string, locale: string): EditedReply {
  return {
    id: "",
    title: "",
    shortcut: null,
    bodies: { [locale]: "" },
    shared: true,
    owner_id: me as SavedReply["owner_id"],
  } as EditedReply;
}

function ReplyForm({ reply, isNew }: { reply: EditedReply; isNew: boolean }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const [title, setTitle] = useState(reply.title);
  const [shortcut, setShortcut] = useState(reply.shortcut ?? "");
  const [bodies, setBodies] = useState(reply.bodies);
  const [shared, setShared] = useState(reply.shared);
  const { save, busy, failed } = useSave();
  const toList = () => void navigate({ to: "/settings/{-$section}", params: { section: "replies" } });
  const filled = Object.fromEntries(Object.entries(bodies).filter(([, body]) => body.trim() !== ""));
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const body: SavedReplyChange = { title, shortcut: shortcut || null, bodies: filled, shared };
    const path = isNew ? "/saved-replies" : `/saved-replies/${reply.id}`;
    if (await save(() => api.send(isNew ? "POST" : "PUT", path, { body }))) toList();
  };
  const remove = async () => {
    if (await save(() => api.send("DELETE", `/saved-replies/${reply.id}`), t("reply.removed"))) toList();
  };
  return (
    <form onSubmit={(event) => void onSubmit(event)}>
      <SettingsHead under="replies" title={title || t("replies.make")} />
      <SettingsPart title={t("reply.what")} hint={t("reply.whatHint")}>
        <TextField
          label={t("reply.title")}
          value={title}
          onValue={setTitle}
          required
          maxLength={120}
          autoFocus={isNew}
        />
        <TextField
          label={t("reply.shortcut")}
          hint={t("reply.shortcutHint")}
          value={shortcut}
          onValue={(words) => setShortcut(words.replace(/[^\p{L}\p{N}_-]/gu, ""))}
          maxLength={40}
          autoCapitalize="none"
          spellCheck={false}
        />
        <Switch label={t("reply.shared")} hint={t("reply.sharedHint")} on={shared} onSwitch={setShared} />
      </SettingsPart>
      <SettingsPart title={t("reply.words")} hint={t("reply.wordsHint")}>
        <ReplyBodies bodies={bodies} onChange={setBodies} />
        {failed && <SaidBad>{failed}</SaidBad>}
        <div className="set-acts">
          <Button look="main" type="submit" aria-disabled={busy || Object.keys(filled).length === 0}>
            {t("save")}
          </Button>
          <Button look="bare" onClick={toList}>
            {t("cancel")}
          </Button>
          <span className="grow" />
          {!isNew && (
            <Button look="danger" onClick={() => void remove()}>
              {t("reply.remove")}
            </Button>
          )}
        </div>
      </SettingsPart>
    </form>
  );
}
