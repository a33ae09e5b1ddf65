import type { SearchHit } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { shortTime } from "../../app/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { hitParts } from "./hit-parts.ts";

const icons = { message: "chat", conversation: "inbox", customer: "person" } as const;

export function HitRow({ hit }: { hit: SearchHit }) {
  const { t, i18n } = useTranslation("search");
  const name = hit.customer?.name ?? t("somebody");
  const body = (
    <>
      <Icon name={icons[hit.kind]} />
      <b className="clip" dir="auto">
        {name}
      </b>
      <time className="meta" dateTime={hit.at}>
        {shortTime(Date.parse(hit.at), i18n.language, Date.now())}
      </time>
      <span className="snippet" dir="auto">
        {hitParts(hit.snippet).map((part, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a snippet never move
          part.hit ? <mark key={at}>{part.words}</mark> : <span key={at}>{part.words}</span>,
        )}
      </span>
    </>
  );
  if (hit.kind === "customer") {
    return (
      <li>
        <Link to="/customers/{-$customer}" params={{ customer: hit.customer?.id }}>
          {body}
        </Link>
      </li>
    );
  }
  return (
    <li>
      <Link
        to="/inbox/$view/{-$conversation}"
        params={{ view: "all", conversation: hit.conversation_id ?? undefined }}
      >
        {body}
      </Link>
    </li>
  );
}
