import type { Message } from "@amends/server/contract";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { clockTime, fullTime } from "../../app/format.ts";
import { useSelected } from "../../app/use-store.ts";
import { Icon } from "../../ui/icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";

const icons: Record<string, IconName> = {
  assigned: "handOff",
  unassigned: "people",
  resolved: "check",
  reopened: "undo",
  snoozed: "clock",
  returned: "bell",
  visitor_address: "email",
  visitor_proven: "check",
  visitor_unreachable: "alert",
  judged: "check",
  mail_newcomers: "people",
  mail_person_accepted: "people",
  mail_person_declined: "people",
  mail_doubtful: "alert",
  mail_notice: "email",
  mail_failed: "alert",
  mail_delayed: "clock",
  mail_acknowledged: "check",
};

/** What happened, in the reader's language; the server only names the event. */
export function SystemLine({ message }: { message: Message }) {
  const { i18n } = useTranslation();
  const words = useEventWords(message);
  if (!words) return null;
  const at = Date.parse(message.created_at);
  return (
    <p className="ev" id={message.id} tabIndex={-1}>
      <span>
        <Icon name={icons[message.event?.type ?? ""] ?? "clock"} />
        {words}
      </span>
      <time dateTime={message.created_at} data-hint={fullTime(at, i18n.language)}>
        {clockTime(at, i18n.language)}
      </time>
    </p>
  );
}

function useEventWords(message: Message): string | null {
  const { t, i18n } = useTranslation("inbox");
  const members = useSelected(inbox, (state) => state.snapshot?.members);
  const { type, data } = message.event ?? { type: "", data: {} };
  const nameOf = (id: unknown) =>
    members?.find((each) => each.id === id)?.name.split(" ")[0] ?? t("member.somebody");
  const by = message.author.kind === "system" ? null : (message.author.name?.split(" ")[0] ?? null);
  const self = data.member_id === message.author.id;
  switch (type) {
    case "assigned":
      if (self || !by) return t(by ? "event.took" : "event.given", { name: nameOf(data.member_id) });
      return t("event.assigned", { by, name: nameOf(data.member_id) });
    case "unassigned":
      if (data.because === "offline" || data.because === "silent")
        return t(`event.back.${data.because}`, { name: nameOf(data.member_id) });
      return t("event.unassigned", { by: by ?? nameOf(data.member_id) });
    case "resolved":
      if (String(data.reason).startsWith("filed:")) return filedWords(t, String(data.reason).slice(6));
      if (data.reason)
        return t("event.resolvedReason", { by: by ?? t("member.system"), reason: String(data.reason) });
      if (data.solved)
        return t("event.resolvedSolved", { by: by ?? t("member.system"), solved: String(data.solved) });
      return t("event.resolved", { by: by ?? t("member.system") });
    case "reopened":
      return data.because === "customer"
        ? t("event.reopenedCustomer")
        : t("event.reopened", { by: by ?? t("member.system") });
    case "snoozed":
      return t("event.snoozed", {
        by: by ?? t("member.system"),
        until: fullTime(Date.parse(String(data.until)), i18n.language),
      });
    case "returned":
      return t("event.returned");
    case "visitor_address":
      return t("event.address", { email: String(data.email) });
    case "visitor_proven":
      return t("event.addressProven", { email: String(data.email) });
    case "visitor_unreachable":
      return t("event.unreachable", { email: String(data.email) });
    case "judged":
      return t("event.judgedSolved");
    case "mail_newcomers":
      return t("event.mail.newcomers", { addresses: (data.addresses as string[]).join(", ") });
    case "mail_person_accepted":
    case "mail_person_declined":
      return t(type === "mail_person_accepted" ? "event.accepted" : "event.declined", {
        ns: "mail",
        by: by ?? t("member.system"),
        address: String(data.address),
      });
    case "mail_doubtful":
      return t("event.mail.doubtful", { address: String(data.address) || t("event.mail.noAddress") });
    case "mail_notice":
      return noticeWords(t, data);
    case "mail_failed":
      return failedWords(t, data);
    case "mail_delayed":
      return t("event.mail.delayed", { address: String(data.address) });
    case "mail_acknowledged":
      return t("event.mail.acknowledged", {
        address: String(data.address),
        text: String(data.text).replace(/\s+/g, " ").trim(),
      });
    default:
      // An event of a newer server has no words here; its line would say nothing.
      return null;
  }
}

const noticeKinds = ["vacation", "auto_reply", "read_receipt"] as const;
const filings = ["spam", "list", "bulk", "verification_code", "bounce", "feedback_report"] as const;

/** What a machine answered, with the beginning of its words. */
function noticeWords(t: TFunction<"inbox">, data: Record<string, unknown>): string {
  const kind = noticeKinds.find((each) => each === data.kind) ?? "auto_reply";
  const [text] = String(data.text).split("\n");
  return t(`event.mail.notice.${kind}`, { address: String(data.address), text: (text ?? "").slice(0, 200) });
}

/** Why a mail was put away at once. */
function filedWords(t: TFunction<"inbox">, what: string): string {
  return t(`event.mail.filed.${filings.find((each) => each === what) ?? "machine"}`);
}

const failures = [
  "no_such_user",
  "mailbox_full",
  "no_such_domain",
  "suspended",
  "too_large",
  "gave_up",
  "no_address",
  "no_mailbox",
  "sender_refused",
] as const;

/** Why a mail of ours did not arrive, and how else its receiver may be reached. */
function failedWords(t: TFunction<"inbox">, data: Record<string, unknown>): string {
  const reason = data.reason === "expired" ? "gave_up" : data.reason;
  const known = failures.find((each) => each === reason) ?? "refused";
  const what = t(`event.mail.failed.${known}`, { address: String(data.address) });
  const others = (data.other_ways ?? []) as { kind: string; value: string }[];
  if (others.length === 0) return what;
  const ways = others.map(({ kind, value }) => (kind === "chat" ? t("event.mail.chat") : value));
  return t("event.mail.otherWays", { what, ways: ways.join(", ") });
}
