import type { MailboxDetail, MailboxState, MailConnection } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { fullTime } from "../../app/format.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { setPaused } from "./mailbox-api.ts";

type SendingState = NonNullable<MailConnection["sending"]>["state"];
type AnyState = MailboxState | SendingState;

const looks: Record<AnyState, "plain" | "kept" | "soon" | "late"> = {
  connecting: "plain",
  watching: "kept",
  catching_up: "plain",
  wrong_password: "late",
  token_expired: "late",
  unreachable: "soon",
  refused: "late",
  paused: "plain",
  ready: "kept",
};
const marks = { plain: "clock", kept: "check", soon: "alert", late: "alert" } as const;

type Props = { inboxId: string; connection: MailConnection; onChanged: (connection: MailConnection) => void };

/** How both directions do, since when, and what to do about it. */
export function MailboxStatePart({ inboxId, connection, onChanged }: Props) {
  const { t, i18n } = useTranslation("mailboxes");
  const { save, busy, failed } = useSave();
  const { mailbox, sending } = connection;
  const isPaused = mailbox.state === "paused";
  const mayTry = looks[mailbox.state] === "late" || mailbox.state === "unreachable";
  const time = (instant: string) => fullTime(Date.parse(instant), i18n.language);
  const setTo = (paused: boolean, said: string) =>
    void save(async () => onChanged(await setPaused(inboxId, paused)), said);
  return (
    <SettingsPart title={t("state.title")} hint={<bdi>{mailbox.address}</bdi>}>
      <dl className="mail-states">
        <dt>{t("receiving.title")}</dt>
        <dd>
          <StateLine state={mailbox.state} since={time(mailbox.state_since)} detail={mailbox.detail} />
          <p className="meta">
            {mailbox.last_seen_at
              ? t("state.seen", { time: time(mailbox.last_seen_at) })
              : t("state.neverSeen")}
          </p>
          {mailbox.renumbered_at && (
            <p className="meta">{t("state.renumbered", { time: time(mailbox.renumbered_at) })}</p>
          )}
        </dd>
        <dt>{t("sending.title")}</dt>
        <dd>
          {sending ? (
            <StateLine
              state={sending.login === "unreadable" ? "wrong_password" : sending.state}
              since={time(sending.state_since)}
              detail={sending.login === "unreadable" ? "credentials_unreadable" : sending.detail}
            />
          ) : (
            <p>{t("sending.byInstallation")}</p>
          )}
        </dd>
      </dl>
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        {isPaused ? (
          <Button look="main" aria-disabled={busy} onClick={() => setTo(false, t("state.resumed"))}>
            {t("state.resume")}
          </Button>
        ) : (
          <Button aria-disabled={busy} onClick={() => setTo(true, t("state.pausedNow"))}>
            {t("state.pause")}
          </Button>
        )}
        {mayTry && (
          <Button icon="refresh" aria-disabled={busy} onClick={() => setTo(false, t("state.tries"))}>
            {t("state.tryNow")}
          </Button>
        )}
      </div>
    </SettingsPart>
  );
}

type LineProps = { state: AnyState; since: string; detail: string | null };

function StateLine({ state, since, detail }: LineProps) {
  const { t, i18n } = useTranslation("mailboxes");
  const look = looks[state];
  // Of sending, a detail may be what the server answered, in figures.
  const isKnown = detail !== null && i18n.exists(`mailboxes:code.${detail}`);
  return (
    <div role="status">
      <p className="mail-state">
        <Chip look={look} icon={marks[look]}>
          {t(`state.is.${state}`)}
        </Chip>
        <span className="meta">{t("state.since", { time: since })}</span>
      </p>
      <p>{isKnown ? t(`code.${detail as MailboxDetail}`) : t(`state.means.${state}`)}</p>
      {detail !== null && !isKnown && <p className="meta">{t("state.answer", { answer: detail })}</p>}
    </div>
  );
}
