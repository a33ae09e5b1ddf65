import type { Mail, Message } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { MessageWords } from "../messages/message-words.tsx";
import { useMailOf } from "./mail-store.ts";

/** What a mail has beside its words: what it quotes, its signature, and how it looked where it was written. */
export function MailMore({ message }: { message: Message }) {
  const { t } = useTranslation("mail");
  const mail = useMailOf(message.conversation_id, message.id);
  const [asSent, setAsSent] = useState(false);
  if (!mail || !(mail.quoted || mail.signature || mail.has_html)) return null;
  return (
    <div className="mail-more">
      <p className="acts-row">
        {mail.quoted && <Fold words={t("quoted")} text={mail.quoted} />}
        {mail.signature && <Fold words={t("signature")} text={mail.signature} />}
        {mail.has_html && (
          <Button small look="bare" aria-pressed={asSent} onClick={() => setAsSent(!asSent)}>
            {t(asSent ? "asText" : "asSent")}
          </Button>
        )}
      </p>
      {asSent && <MailFrame mail={mail} />}
    </div>
  );
}

function Fold({ words, text }: { words: string; text: string }) {
  return (
    <details className="mail-fold">
      <summary>{words}</summary>
      <MessageWords text={text} />
    </details>
  );
}

const heights = [320, 560, 860] as const;

/** A stranger's page: no script, no origin of ours, no address of elsewhere. How tall it is, it cannot say; the reader can. */
function MailFrame({ mail }: { mail: Mail }) {
  const { t } = useTranslation("mail");
  const [pictures, setPictures] = useState(false);
  const [step, setStep] = useState(0);
  const isTallest = step === heights.length - 1;
  return (
    <div className="mail-sent">
      <p className="acts-row">
        {mail.has_remote_pictures && !pictures && (
          <Button small icon="image" onClick={() => setPictures(true)}>
            {t("pictures.show")}
          </Button>
        )}
        <span className="meta">{t(pictures ? "pictures.shown" : "nothingRuns")}</span>
        <span className="grow" />
        <Button small look="bare" onClick={() => setStep(isTallest ? 0 : step + 1)}>
          {t(isTallest ? "shorter" : "taller")}
        </Button>
      </p>
      <iframe
        className="mail-frame"
        title={t("frame", { name: mail.from.name || mail.from.address })}
        src={`/api/v1/messages/${mail.message_id}/mail-page${pictures ? "?pictures=1" : ""}`}
        sandbox=""
        referrerPolicy="no-referrer"
        height={heights[step]}
      />
    </div>
  );
}
