import type { Message } from "@amends/server/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { clockTime } from "../../app/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { useKnownMail, useMailOf } from "./mail-store.ts";

const bad = new Set(["bounced", "refused", "given_up"]);

/** Where a mail of ours is, as far as is known; `otherwise` for what does not go out as mail. */
export function MailState({ message, otherwise }: { message: Message; otherwise: ReactNode }) {
  const { t, i18n } = useTranslation("mail");
  const sending = useMailOf(message.conversation_id, message.id)?.sending;
  // Held: it is still the author's, and its counting bar says so.
  if (!sending || message.state === "held") return otherwise;
  const { state, next_at, answer, perhaps_twice } = sending;
  const isBad = bad.has(state);
  const isLater = state === "waiting" && next_at !== null && Date.parse(next_at) > Date.now() + 60_000;
  const words = isLater
    ? t("sending.waitingUntil", { time: clockTime(Date.parse(next_at), i18n.language) })
    : t(`sending.${state}`);
  const hint = [
    t(`sendingWhy.${state}`),
    perhaps_twice ? t("perhapsTwice") : "",
    answer ? t("answer", { answer }) : "",
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <span
      className={`meta ${isBad ? "state-failed" : state === "unsure" ? "state-unknown" : ""}`}
      data-hint={hint}
    >
      {isBad && <Icon name="alert" />}
      {state === "delivered" && <Icon name="check" />} {words}
      {perhaps_twice && <>, {t("twice")}</>}
    </span>
  );
}

/** Why it did not arrive, and how else the customer may be reached. */
export function MailTrouble({ message }: { message: Message }) {
  const { t } = useTranslation("mail");
  const sending = useMailOf(message.conversation_id, message.id)?.sending;
  const ways = useKnownMail(message.conversation_id)?.other_ways ?? [];
  if (!sending || !bad.has(sending.state)) return null;
  return (
    <p className="mail-trouble">
      <span>{t(`reason.${sending.reason ?? "unknown"}`)}</span>
      {sending.answer && <span className="num"> {t("answer", { answer: sending.answer })}</span>}
      {ways.length > 0 && (
        <span>
          {" "}
          {t("otherWays")}{" "}
          {ways.map(({ kind, value }, at) => (
            <span key={`${kind} ${value}`}>
              {at > 0 && ", "}
              <bdi>{kind === "chat" ? t("chat") : value}</bdi>
            </span>
          ))}
        </span>
      )}
    </p>
  );
}
