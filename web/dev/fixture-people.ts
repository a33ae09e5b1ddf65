import type { Customer } from "@amends/server/contract";
import { many, me, minutes, rows } from "./fixtures.ts";

export const customers: Customer[] = [...rows, ...many].map((row) => ({
  id: `cus_${row.id}000000`,
  name: row.name,
  language: row.language,
  time_zone: "Europe/Amsterdam",
  place: row.id === "maud" ? "Zwolle" : null,
  note: null,
  identities: [
    { id: `idn_${row.id}000001`, kind: "email", value: `${row.id}@example.org`, verified_at: minutes(-900) },
    { id: `idn_${row.id}000002`, kind: "phone", value: "+31 6 1234 5678", verified_at: null },
  ],
  merges: [],
  contacts: 3,
  created_at: minutes(-90_000),
})) as Customer[];

export const savedReplies = [
  {
    id: "rep_0000000001",
    title: "Delivery window",
    shortcut: "window",
    shared: true,
    owner_id: me,
    bodies: {
      en: "Dear {{customer.first_name|customer}}, we deliver on Saturday between 9 and 11.",
      nl: "Beste {{customer.first_name|klant}}, we leveren zaterdag tussen 9 en 11 uur.",
    },
  },
  {
    id: "rep_0000000002",
    title: "Order reference",
    shortcut: "order",
    shared: true,
    owner_id: me,
    bodies: { en: "Your order {{conversation.subject}} is on its way. {{member.name}}" },
  },
];
