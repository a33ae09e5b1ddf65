import type { Mail, MailAddressee, Message } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import { useMailOf } from "./mail-store.ts";
import "../../styles/mail.css";

/** Who wrote to whom, and what is to be known before it is believed. Nothing for what is no mail. */
export function MailHead({ message }: { message: Message }) {
  const { t } = useTranslation("mail");
  const mail = useMailOf(message.conversation_id, message.id);
  if (!mail || mail.to.length + mail.cc.length + mail.from.address.length === 0) return null;
  return (
    <div className="mail-head">
      <p>
        <Person person={mail.from} />
        {mail.to.length > 0 && (
          <>
            {" · "}
            {t("to")} <People list={mail.to} />
          </>
        )}
        {mail.cc.length > 0 && (
          <>
            {" · "}
            {t("cc")} <People list={mail.cc} />
          </>
        )}
        {mail.is_blind && <> · {t("blind")}</>}
      </p>
      <Marks mail={mail} />
    </div>
  );
}

const fewPeople = 3;

function People({ list }: { list: readonly MailAddressee[] }) {
  const { t } = useTranslation("mail");
  const shown = list.slice(0, fewPeople);
  const rest = list.slice(fewPeople);
  return (
    <>
      {shown.map((each, at) => (
        <span key={each.address}>
          {at > 0 && ", "}
          <bdi title={each.name}>{each.address}</bdi>
        </span>
      ))}
      {rest.length > 0 && (
        <span data-hint={rest.map((each) => each.address).join(", ")}>
          {" "}
          {t("andMore", { count: rest.length })}
        </span>
      )}
    </>
  );
}

export function Person({ person: { name, address } }: { person: MailAddressee }) {
  return name && name !== address ? (
    <>
      <b dir="auto">{name}</b> <bdi>{address}</bdi>
    </>
  ) : (
    <b>
      <bdi>{address}</bdi>
    </b>
  );
}

function Marks({ mail }: { mail: Mail }) {
  const { t } = useTranslation("mail");
  const { authentication, kind, remarks } = mail;
  const doubt = authentication === "forged" || authentication === "not_proven" ? authentication : null;
  const machine = mail.direction === "in" && kind !== "person" ? kind : null;
  if (!doubt && !machine && remarks.length === 0) return null;
  return (
    <ul className="mail-marks">
      {doubt && (
        <li className={doubt}>
          <Icon name="alert" />
          {t(`sender.${doubt}`)}
        </li>
      )}
      {machine && <li>{t(`kind.${machine}`)}</li>}
      {remarks.length > 0 && (
        <li>
          <details>
            <summary>{t("remarks", { count: remarks.length })}</summary>
            <ul>
              {remarks.map((remark) => (
                <li key={remark} lang="en">
                  {remark}
                </li>
              ))}
            </ul>
          </details>
        </li>
      )}
    </ul>
  );
}
