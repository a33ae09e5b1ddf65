import type { Inbox, MailConnection } from "@amends/server/contract";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../../app/use-loaded.ts";
import { Fetched } from "../settings/settings-parts.tsx";
import { BothSidesPart } from "./both-sides.tsx";
import { DisconnectPart } from "./disconnect-part.tsx";
import { loadConnection } from "./mailbox-api.ts";
import { MailboxForm } from "./mailbox-form.tsx";
import { MailboxStatePart } from "./mailbox-state.tsx";
import "../../styles/mailboxes.css";

const lookEveryMs = 5000;

type Kept = { connection: MailConnection | null };

/** An e-mail inbox's mailbox: connecting it, and how it does since. */
export function MailboxParts({ inbox }: { inbox: Inbox }) {
  const { t } = useTranslation("mailboxes");
  const loaded = useLoaded(
    `mailbox ${inbox.id}`,
    async (): Promise<Kept> => ({ connection: await loadConnection(inbox.id) }),
  );
  const [saves, setSaves] = useState(0);
  const set = (connection: MailConnection | null) => loaded.set({ connection });
  const isConnected = loaded.value?.connection != null;
  const { reload } = loaded;
  useEffect(() => {
    if (!isConnected) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void reload();
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [isConnected, reload]);
  const onSaved = (connection: MailConnection) => {
    set(connection);
    setSaves((count) => count + 1);
  };
  return (
    <Fetched from={loaded}>
      {({ connection }) => (
        <>
          {connection && <MailboxStatePart inboxId={inbox.id} connection={connection} onChanged={set} />}
          {connection && <BothSidesPart inboxId={inbox.id} />}
          {connection ? (
            <details className="mail-settings" key={`settings ${saves}`}>
              <summary>{t("form.change")}</summary>
              <MailboxForm inbox={inbox} connection={connection} onSaved={onSaved} />
            </details>
          ) : (
            <>
              <h3 className="mail-begin">{t("form.title")}</h3>
              <p className="mail-lead">{t("form.lead")}</p>
              <MailboxForm key={`connect ${saves}`} inbox={inbox} connection={null} onSaved={onSaved} />
            </>
          )}
          {connection && <DisconnectPart inboxId={inbox.id} onGone={() => set(null)} />}
        </>
      )}
    </Fetched>
  );
}
