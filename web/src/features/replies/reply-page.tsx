import type { SavedFinding, SavedReply, SavedReplyChange } from "@amends/server/contract";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { isAtLeast, session } from "../../app/session.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { useStore } from "../../app/use-store.ts";
import { Problem } from "../../live/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { Switch } from "../../ui/switch.tsx";
import { foundIn, type Stop, stopsIn } from "../guard/finding.ts";
import { Fetched, SettingsHead, SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { allReplies } from "./replies-section.tsx";
import { ReplyBodies } from "./reply-bodies.tsx";

const BlockDialog = lazy(() =>
  import("../guard/block-dialog.tsx").then((module) => ({ default: module.BlockDialog })),
);

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
  const [stops, setStops] = useState<readonly Stop[]>([]);
  const mayOverride = isAtLeast(useStore(session)?.member.role ?? "agent", "administrator");
  const toList = () => void navigate({ to: "/settings/{-$section}", params: { section: "replies" } });
  const filled = Object.fromEntries(Object.entries(bodies).filter(([, body]) => body.trim() !== ""));
  const write = async (override?: { reason: string }) => {
    const body: SavedReplyChange = {
      title,
      shortcut: shortcut || null,
      bodies: filled,
      shared,
      ...(override ? { override } : {}),
    };
    const path = isNew ? "/saved-replies" : `/saved-replies/${reply.id}`;
    const send = () =>
      api.send(isNew ? "POST" : "PUT", path, { body }).catch((problem: unknown) => {
        if (mayOverride) setStops(stopsOf(problem, filled));
        throw problem;
      });
    if (await save(send)) toList();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void write();
  };
  const remove = async () => {
    if (await save(() => api.send("DELETE", `/saved-replies/${reply.id}`), t("reply.removed"))) toList();
  };
  return (
    <>
      <form onSubmit={onSubmit}>
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
      {stops.length > 0 && (
        <Suspense>
          <BlockDialog
            what="saved"
            stops={stops}
            onBack={() => setStops([])}
            onReason={(reason) => {
              setStops([]);
              void write({ reason });
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** What the guard stopped, each with its words in its language. */
function stopsOf(problem: unknown, bodies: Record<string, string>): Stop[] {
  if (!(problem instanceof Problem) || problem.code !== "guard.blocked") return [];
  return ((problem.body.findings ?? []) as SavedFinding[]).flatMap((finding) => {
    const text = bodies[finding.language] ?? "";
    return stopsIn(text, finding.language, foundIn(text, [finding]));
  });
}
