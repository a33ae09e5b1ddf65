import i18next from "i18next";

const keys = {
  "customer.name": "customerName",
  "customer.first_name": "customerFirstName",
  "member.name": "memberName",
  "conversation.subject": "conversationSubject",
} as const;

/** A variable in words: nobody should have to read `customer.first_name`. */
export function variableName(variable: string): string {
  const key = keys[variable as keyof typeof keys];
  return key ? i18next.t(`variable.${key}`, { ns: "inbox" }) : variable;
}
