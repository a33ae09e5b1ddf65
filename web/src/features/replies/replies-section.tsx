import type { SavedReply } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { languageName } from "../../app/format.ts";
import { session } from "../../app/session.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { useStore } from "../../app/use-store.ts";
import { Chip } from "../../ui/chip.tsx";
import { Icon } from "../../ui/icon.tsx";
import { findReplies } from "../editor/saved-replies.ts";
import { Fetched, SettingsHead } from "../settings/settings-parts.tsx";
import { replyParts, type VariableName, variableWords } from "./reply-parts.ts";

export function allReplies(): Promise<SavedReply[]> {
  return api.get<{ items: SavedReply[] }>("/saved-replies?limit=100").then((page) => page.items);
}

export function RepliesSection() {
  const { t } = useTranslation("settings");
  const replies = useLoaded("replies", allReplies);
  const [words, setWords] = useState("");
  return (
    <>
      <SettingsHead title={t("section.replies")} lead={t("replies.lead")}>
        <Link className="btn main" to="/settings/$section/$item" params={{ section: "replies", item: "new" }}>
          <Icon name="plus" />
          {t("replies.make")}
        </Link>
      </SettingsHead>
      <Fetched from={replies}>
        {(list) =>
          list.length === 0 ? (
            <p className="set-empty">{t("replies.none")}</p>
          ) : (
            <>
              <input
                className="input mt-5"
                type="search"
                aria-label={t("replies.find")}
                placeholder={t("replies.find")}
                value={words}
                onChange={(event) => setWords(event.target.value)}
              />
              <ul className="set-list">
                {shown(list, words).map((reply) => (
                  <ReplyRow key={reply.id} reply={reply} />
                ))}
              </ul>
              {shown(list, words).length === 0 && (
                <p className="set-empty">{t("replies.nothing", { words })}</p>
              )}
            </>
          )
        }
      </Fetched>
    </>
  );
}

function shown(list: readonly SavedReply[], words: string): SavedReply[] {
  if (words.trim() === "") return [...list].sort((a, b) => a.title.localeCompare(b.title));
  return findReplies(list, words);
}

function ReplyRow({ reply }: { reply: SavedReply }) {
  const { t, i18n } = useTranslation("settings");
  const me = useStore(session)?.member.id;
  const languages = Object.keys(reply.bodies);
  const body = reply.bodies[i18n.language] ?? reply.bodies[languages[0] ?? ""] ?? "";
  return (
    <li>
      <Link
        className="cover"
        to="/settings/$section/$item"
        params={{ section: "replies", item: reply.id }}
        aria-label={reply.title}
      />
      <Icon name="slash" />
      <span className="what">
        <b dir="auto">{reply.title}</b>
        <span className="meta clip block" dir="auto">
          {plainBody(body, (name) => t(variableWords(name)))}
        </span>
      </span>
      {reply.shortcut && <Chip look="line">/{reply.shortcut}</Chip>}
      <span
        className="meta"
        data-hint={languages.map((code) => languageName(code, i18n.language) ?? code).join(", ")}
      >
        {languages.join(", ")}
      </span>
      {!reply.shared && reply.owner_id === me && <Chip>{t("replies.mine")}</Chip>}
    </li>
  );
}

function plainBody(body: string, nameOf: (name: VariableName) => string): string {
  return replyParts(body)
    .map((part) => (part.kind === "words" ? part.words.replace(/\s+/g, " ") : `[${nameOf(part.name)}]`))
    .join("");
}
