import { fill, languageKey, oneLine } from "#features/mail-writing/compose.rules.ts";
import words from "./words/acknowledgements.json" with { type: "json" };

/**
 * The caps keep a loop between two machines, or somebody who writes in others' names, from having us send at will:
 * once an hour is enough for a person to know that we have it, five a day is more than any of them begins anew, and an
 * organisation in which more than 200 people begin an hour has been written to by a machine.
 */
export const acknowledgementCaps = { perAddressAnHour: 1, perAddressADay: 5, perOrganisationAnHour: 200 };

export interface Acknowledged {
  addressInHour: number;
  addressInDay: number;
  organisationInHour: number;
}

export function mayAcknowledge(counted: Acknowledged): boolean {
  return (
    counted.addressInHour < acknowledgementCaps.perAddressAnHour &&
    counted.addressInDay < acknowledgementCaps.perAddressADay &&
    counted.organisationInHour < acknowledgementCaps.perOrganisationAnHour
  );
}

/** Nothing that the sender wrote stands in it, neither words nor subject: it goes to whoever they said they are. */
export function acknowledgementMail(
  language: string | null,
  of: { shop: string; expectationMs: number; reference: string },
): { subject: string; text: string } {
  const wording = words[languageKey(language)];
  const values = {
    shop: oneLine(of.shop),
    length: expectationWords(language, of.expectationMs),
    reference: of.reference,
  };
  return { subject: fill(wording.subject, values), text: fill(wording.text, values) };
}

/**
 * The promise as words, never shorter than it is: 90 minutes are "two hours". More than three days are said as a date
 * would be: in days.
 */
export function expectationWords(language: string | null, ms: number): string {
  const wording = words[languageKey(language)];
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  if (minutes <= 55) return counted(wording.minute, Math.ceil(minutes / 5) * 5);
  const hours = Math.ceil(minutes / 60);
  if (hours <= 23) return counted(wording.hour, hours);
  return counted(wording.day, Math.ceil(hours / 24));
}

function counted({ one, other }: { one: string; other: string }, count: number): string {
  return (count === 1 ? one : other).replace("{count}", String(count));
}

/** What both sides can say on the telephone: the end of the conversation's id. */
export function referenceOf(conversationId: string): string {
  return conversationId.slice(-8).toUpperCase();
}
