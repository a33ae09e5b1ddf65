import type { ConversationMail, Mail, MailAddressee } from "@amends/server/contract";

/** Who gets the next reply and did not get our last mail, and the other way round. Nothing, where we have sent none. */
export function changedSince(
  recipients: ConversationMail["recipients"],
  mails: Iterable<Mail>,
): { added: MailAddressee[]; gone: MailAddressee[] } {
  const last = newest(
    mails,
    ({ direction, kind, to }) => direction === "out" && kind === "person" && to.length > 0,
  );
  if (!last) return { added: [], gone: [] };
  const now = [...recipients.to, ...recipients.cc];
  const before = [...last.to, ...last.cc];
  return { added: without(now, before), gone: without(before, now) };
}

/** Those who belong neither to the customer's house nor to ours. */
export function outsiders(
  { to, cc }: ConversationMail["recipients"],
  ownAddress: string | null,
): MailAddressee[] {
  const homes = new Set([...to.map((each) => domainOf(each.address)), domainOf(ownAddress ?? "")]);
  return cc.filter((each) => !homes.has(domainOf(each.address)));
}

/** Whether the newest mail of a person came to us as a blind copy. */
export function cameBlind(mails: Iterable<Mail>): boolean {
  return newest(mails, ({ direction, kind }) => direction === "in" && kind === "person")?.is_blind ?? false;
}

/** Ids grow with time. */
function newest(mails: Iterable<Mail>, isIt: (mail: Mail) => boolean): Mail | undefined {
  let found: Mail | undefined;
  for (const mail of mails) if (isIt(mail) && (!found || mail.message_id > found.message_id)) found = mail;
  return found;
}

function without(list: readonly MailAddressee[], others: readonly MailAddressee[]): MailAddressee[] {
  const taken = new Set(others.map((each) => each.address.toLowerCase()));
  return list.filter((each) => !taken.has(each.address.toLowerCase()));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
