import type { ConversationMail, ConversationSummary, MailPerson } from "@amends/server/contract";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { showToast } from "../../ui/toast-store.ts";
import { reasonOf } from "../conversations/acts.ts";
import { Person } from "./mail-head.tsx";
import { type KnownMail, learnMail, useFetchedMail, useKnownMail } from "./mail-store.ts";
import { cameBlind, changedSince, outsiders } from "./recipients.ts";
import "../../styles/mail.css";

/** Who asks to take part; also keeps what is known of the conversation's mail fresh. */
export function MailNewcomers({ conversation: { id, channel } }: { conversation: ConversationSummary }) {
  useFetchedMail(id, channel === "email");
  const mail = useKnownMail(id);
  if (channel !== "email" || !mail) return null;
  return mail.people
    .filter((each) => each.state === "asks")
    .map((person) => <NewcomerCard key={person.address} id={id} person={person} />);
}

/** Whom the reply goes to, above the words, where it cannot be missed. */
export function MailRecipientsLine({ conversation: { id, channel } }: { conversation: ConversationSummary }) {
  const mail = useKnownMail(id);
  return channel === "email" && mail ? <Recipients id={id} mail={mail} /> : null;
}

async function decide(id: string, address: string, isIn: boolean, failed: (reason: string) => string) {
  const path = `/conversations/${id}/mail-people/${encodeURIComponent(address)}`;
  try {
    learnMail(await api.send<ConversationMail>(isIn ? "PUT" : "DELETE", path));
  } catch (problem) {
    showToast(failed(reasonOf(problem)), { bad: true });
  }
}

function NewcomerCard({ id, person }: { id: string; person: MailPerson }) {
  const { t } = useTranslation("mail");
  const [busy, setBusy] = useState(false);
  const choose = async (isIn: boolean) => {
    setBusy(true);
    await decide(id, person.address, isIn, (reason) => t("newcomer.failed", { reason }));
    setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isIn = { a: true, d: false }[event.key.toLowerCase()];
    if (isIn === undefined || event.ctrlKey || event.metaKey || event.altKey || busy) return;
    event.preventDefault();
    event.stopPropagation();
    void choose(isIn);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame of its own
    <div className="newcomer" role="group" aria-label={t("newcomer.title")} onKeyDown={onKeyDown}>
      <p>
        <Icon name="people" /> <Person person={person} /> {t(`newcomer.${person.came_as}`)}
      </p>
      <p className="meta">{t("newcomer.why")}</p>
      <p className="acts-row">
        <Button small keys="a" disabled={busy} onClick={() => void choose(true)}>
          {t("newcomer.accept")}
        </Button>
        <Button small look="bare" keys="d" disabled={busy} onClick={() => void choose(false)}>
          {t("newcomer.decline")}
        </Button>
      </p>
    </div>
  );
}

function Recipients({ id, mail }: { id: string; mail: KnownMail }) {
  const { t } = useTranslation("mail");
  const { to, cc } = mail.recipients;
  const failed = (reason: string) => t("newcomer.failed", { reason });
  const declined = mail.people.filter((each) => each.state === "declined");
  return (
    <div className="mail-to">
      <p>
        <span className="label">{t("toLabel")}</span>
        {to.length === 0 && <span className="warn">{t("nobody")}</span>}
        {to.map((person) => (
          <span key={person.address}>
            <Person person={person} />
          </span>
        ))}
        {cc.length > 0 && <span className="label">{t("ccLabel")}</span>}
        {cc.map((person) => (
          <span key={person.address} className="copied">
            <bdi title={person.name}>{person.address}</bdi>
            <IconButton
              icon="close"
              label={t("takeOut", { address: person.address })}
              onClick={() => void decide(id, person.address, false, failed)}
            />
          </span>
        ))}
      </p>
      <Changes mail={mail} />
      {declined.length > 0 && (
        <details className="mail-fold">
          <summary>{t("keptOut", { count: declined.length })}</summary>
          {declined.map((person) => (
            <p key={person.address} className="acts-row">
              <bdi>{person.address}</bdi>
              <Button small look="bare" onClick={() => void decide(id, person.address, true, failed)}>
                {t("newcomer.accept")}
              </Button>
            </p>
          ))}
        </details>
      )}
    </div>
  );
}

const addresses = (list: readonly { address: string }[]) => list.map((each) => each.address).join(", ");

function Changes({ mail }: { mail: KnownMail }) {
  const { t } = useTranslation("mail");
  const { recipients, own_address, mails } = mail;
  const { added, gone } = changedSince(recipients, mails.values());
  const outside = outsiders(recipients, own_address);
  const count = recipients.to.length + recipients.cc.length;
  const lines = [
    added.length > 0 ? t("added", { addresses: addresses(added) }) : "",
    gone.length > 0 ? t("gone", { addresses: addresses(gone) }) : "",
    outside.length > 0
      ? t("manyOutside", { people: count, addresses: addresses(outside) })
      : count > 1
        ? t("many", { people: count })
        : "",
    cameBlind(mails.values()) ? t("blindReply") : "",
  ].filter(Boolean);
  if (lines.length === 0) return null;
  return (
    <ul className="mail-changes">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
