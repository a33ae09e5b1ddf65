import type { Inbox, Member } from "@amends/server/contract";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { session } from "../../app/session.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { useStore } from "../../app/use-store.ts";
import { Button } from "../../ui/button.tsx";
import { CopyBox } from "../../ui/copy-box.tsx";
import { allInboxes, allMembers } from "../accounts/accounts-api.ts";
import { InviteDialog } from "../accounts/invite-dialog.tsx";
import { NewInboxForm } from "../inboxes/new-inbox-dialog.tsx";
import { Fetched } from "../settings/settings-parts.tsx";
import { WidgetTag } from "../visitors/widget-tag.tsx";
import { FirstVisit } from "./first-visit.tsx";
import { Step, type StepState } from "./step.tsx";
import { TryWidget } from "./try-widget.tsx";
import { useFirstVisit } from "./use-first-visit.ts";

export function AdministratorSteps() {
  const inboxes = useLoaded("inboxes", allInboxes);
  const members = useLoaded("members", allMembers);
  return (
    <Fetched from={inboxes}>
      {(list) => (
        <Steps
          inbox={list.find((each) => each.kind === "web-chat") ?? null}
          members={members.value ?? []}
          onInbox={() => void inboxes.reload()}
          onMembers={() => void members.reload()}
        />
      )}
    </Fetched>
  );
}

type StepsProps = { inbox: Inbox | null; members: Member[]; onInbox: () => void; onMembers: () => void };

function Steps({ inbox, members, onInbox, onMembers }: StepsProps) {
  const { t } = useTranslation("welcome");
  const [inviting, setInviting] = useState(false);
  const visit = useFirstVisit(inbox?.id ?? null);
  const colleagues = members.length - 1;
  const visited: StepState = !inbox ? "ahead" : visit ? "done" : "now";
  const closeInvite = () => {
    setInviting(false);
    onMembers();
  };
  return (
    <ol className="thread-of-steps">
      <Step state={inbox ? "done" : "now"} title={t("inbox.title")}>
        {inbox ? (
          <p>{t("inbox.done", { name: inbox.name })}</p>
        ) : (
          <NewInboxForm onMade={onInbox} webChatOnly />
        )}
      </Step>
      <Step state={visited} title={t("tag.title")}>
        {inbox && (
          <>
            <p>{t("tag.how")}</p>
            <WidgetTag inbox={inbox} />
            <FirstVisit visit={visit} />
          </>
        )}
      </Step>
      <Step state={visited} title={t("try.title")}>
        {inbox && (
          <>
            <p>{t("try.how")}</p>
            <TryWidget inboxId={inbox.id} />
          </>
        )}
      </Step>
      <Step state={colleagues > 0 ? "done" : "now"} title={t("invite.title")}>
        <p>{colleagues > 0 ? t("invite.done", { count: colleagues }) : t("invite.how")}</p>
        <Button onClick={() => setInviting(true)}>{t("invite.go")}</Button>
      </Step>
      <Practise />
      {inviting && <InviteDialog onClose={closeInvite} />}
    </ol>
  );
}

/** On living conversations that belong to nobody. On the demo itself it leads to the shop. */
function Practise() {
  const { t } = useTranslation("welcome");
  const { t: words } = useTranslation("settings");
  const isDemo = useStore(session)?.organisation.demo ?? false;
  return (
    <Step state="now" title={t("practise.title")}>
      <p>{isDemo ? t("practise.demo") : t("practise.how")}</p>
      {isDemo ? (
        <p className="set-acts">
          <a className="btn" href="/shop" target="_blank" rel="noopener">
            {t("practise.shop")}
          </a>
          <Link className="btn" to="/inbox/$view/{-$conversation}" params={{ view: "all" }}>
            {t("toInbox")}
          </Link>
        </p>
      ) : (
        <CopyBox
          text="AMENDS_DATA=./demo PORT=4500 npm start -- --demo"
          copy={words("copy")}
          copied={words("copied")}
        />
      )}
    </Step>
  );
}
