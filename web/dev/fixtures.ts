import type { ConversationSummary, InboxSnapshot, Message } from "@amends/server/contract";

/** The people of the mock-ups, so that a screenshot can lie beside them. */
export const me = "mbr_noor000000";
const now = Date.now();
export const minutes = (count: number) => new Date(now + count * 60_000).toISOString();

export type Row = {
  id: string;
  name: string;
  channel: string;
  language: string;
  words: string;
  by?: string;
  unanswered?: number;
  waits?: number;
  due?: number;
  assignee?: string | null;
  subject?: string;
};

export const rows: Row[] = [
  {
    id: "tommaso",
    name: "Tommaso Ferrante",
    channel: "mastodon",
    language: "it",
    words: "Terza volta che lo chiedo: il rimborso è partito sì o no?",
    unanswered: 3,
    waits: -16.5,
    due: -3,
  },
  {
    id: "maud",
    name: "Maud Terpstra",
    channel: "web-chat",
    language: "nl",
    subject: "Delivery that did not come",
    words: "Ik heb er een vrije dag voor genomen. Wanneer komt hij dan wel?",
    unanswered: 2,
    waits: -5.4,
    due: 1.6,
  },
  {
    id: "elin",
    name: "Elin Sandqvist",
    channel: "email",
    language: "sv",
    words: "Ni har dragit 349 kr två gånger för samma beställning",
    unanswered: 1,
    waits: -37,
    due: 22.9,
  },
  {
    id: "jurgen",
    name: "Jürgen Aldinger",
    channel: "voice",
    language: "de",
    words: "Rückruf vereinbart, 15.00 bis 15.30 Uhr",
    by: "Noor Visser",
    due: 26,
  },
  {
    id: "priya",
    name: "Priya Raman",
    channel: "whatsapp",
    language: "en",
    words: "The shade arrived cracked. Photo attached.",
    unanswered: 1,
    waits: -12,
    due: 48.9,
  },
  {
    id: "hotel",
    name: "Hotel Drie Linden",
    channel: "email",
    language: "nl",
    words: "Offerte voor 46 wandlampen, graag vóór vrijdag",
    unanswered: 1,
    waits: -54,
    due: 126,
  },
  {
    id: "sofia",
    name: "Sofia Bellandi",
    channel: "reviews",
    language: "it",
    words: "Bella lampada, ma il montaggio è un mistero",
    unanswered: 1,
    waits: -34,
    due: 156,
  },
  {
    id: "gent",
    name: "Counter, Gent",
    channel: "in-person",
    language: "nl",
    words: "Reparatie 118: schakelaar besteld bij de maker",
    by: "Joris Claes",
    due: 176,
  },
  {
    id: "anneke",
    name: "Anneke Holtrop",
    channel: "sms",
    language: "nl",
    words: "Past zaterdag tussen 9 en 12 u?",
    by: "Noor Visser",
  },
  {
    id: "lasse",
    name: "Lasse Bergqvist",
    channel: "web-chat",
    language: "sv",
    words: "Skicka gärna en bild på etiketten under foten",
    by: "Noor Visser",
  },
  {
    id: "nadia",
    name: "Nadia El Amrani",
    channel: "email",
    language: "de",
    words: "Das Geld ist heute früh an Sie hinausgegangen",
    by: "Noor Visser",
  },
  {
    id: "youssef",
    name: "يوسف الخطيب",
    channel: "telegram",
    language: "ar",
    words: "متى يصل الطلب رقم 20519؟",
    unanswered: 1,
    waits: -4,
    due: 11,
    assignee: null,
  },
];

export const members: InboxSnapshot["members"] = [
  {
    id: me,
    name: "Noor Visser",
    role: "administrator",
    languages: ["nl", "en", "de"],
    online: true,
    disabled: false,
  },
  {
    id: "mbr_sanne00000",
    name: "Sanne de Wit",
    role: "agent",
    languages: ["nl", "en"],
    online: true,
    disabled: false,
  },
  {
    id: "mbr_joris00000",
    name: "Joris Claes",
    role: "agent",
    languages: ["nl", "en"],
    online: false,
    disabled: false,
  },
  {
    id: "mbr_elsa000000",
    name: "Elsa Lindqvist",
    role: "agent",
    languages: ["sv", "en"],
    online: true,
    disabled: false,
  },
  {
    id: "mbr_tomas00000",
    name: "Tomás Herrera",
    role: "supervisor",
    languages: ["es", "en"],
    online: true,
    disabled: false,
  },
];

function memberAuthor(name: string) {
  const member = members.find((each) => each.name === name);
  return { kind: "member" as const, id: member?.id ?? null, name };
}

function summaryOf(row: Row, at: number): ConversationSummary {
  const author = row.by
    ? memberAuthor(row.by)
    : { kind: "customer" as const, id: `cus_${row.id}000000`, name: row.name };
  const ours = row.due !== undefined;
  return {
    id: `cnv_${row.id}000000`,
    inbox_id: "inb_shop000000",
    channel: row.channel,
    subject: row.subject ?? null,
    customer: { id: `cus_${row.id}000000`, name: row.name },
    language: row.language,
    status: "open",
    turn: ours ? "ours" : "theirs",
    priority: "normal",
    assignee_id: row.assignee === undefined ? me : row.assignee,
    tags: row.id === "maud" ? ["delivery", "zwolle"] : [],
    unanswered: row.unanswered ?? 0,
    waiting_since: ours ? minutes(row.waits ?? -20) : null,
    due_at: ours ? minutes(row.due ?? 0) : null,
    snoozed_until: null,
    returned: null,
    resolved_at: null,
    last: {
      message_id: null,
      kind: row.by ? "reply" : "inbound",
      author,
      preview: row.words,
      at: minutes(row.waits ?? -90 - at),
    },
    mentioned: [],
    version: 3,
    created_at: minutes(-400),
  };
}

const bulk = Number(process.env.AMENDS_FAKE_ROWS ?? 0);
export const many: Row[] = Array.from({ length: bulk }, (_, at) => ({
  id: `many${String(at).padStart(6, "0")}`,
  name: `Customer ${at}`,
  channel: ["email", "web-chat", "sms"][at % 3] ?? "email",
  language: "en",
  words: `Question number ${at} about an order that is on its way`,
  unanswered: 1,
  waits: -5 - (at % 40),
  due: 5 + at * 0.3,
}));

export const summaries: ConversationSummary[] = [...rows, ...many].map(summaryOf);

const line = (
  id: string,
  cnv: string,
  kind: Message["kind"],
  author: Message["author"],
  text: string,
  at: number,
  more: Partial<Message> = {},
): Message => ({
  id: `msg_${id}000000`,
  conversation_id: `cnv_${cnv}000000`,
  kind,
  author,
  text,
  event: null,
  state: kind === "reply" ? "read" : "received",
  release_at: null,
  failure: null,
  client_id: null,
  external_id: null,
  mentions: [],
  attachments: [],
  sent_at: minutes(at),
  created_at: minutes(at),
  ...more,
});

const maud = { kind: "customer" as const, id: "cus_maud000000", name: "Maud Terpstra" };
const system = { kind: "system" as const, id: null, name: null };

export const messages: Message[] = [
  line("m0", "maud", "system", memberAuthor("Sanne de Wit"), "", -13, {
    event: { type: "assigned", data: { member_id: me } },
  }),
  line(
    "m1",
    "maud",
    "inbound",
    maud,
    "Goedemiddag, ik ben net doorverbonden. De tafel zou vandaag tussen 9 en 12 komen. Er is niemand geweest en niemand heeft gebeld.",
    -5.5,
  ),
  line(
    "m2",
    "maud",
    "reply",
    memberAuthor("Noor Visser"),
    "Dag Maud, ik ben Noor. Ik heb gelezen wat u Sanne vertelde, u hoeft niets te herhalen. Ik bel nu met het depot.",
    -5,
  ),
  line(
    "m3",
    "maud",
    "note",
    memberAuthor("Joris Claes"),
    "Busje stond stil in Deventer. Klant is niet gebeld, onze fout. Zaterdag 9.00 tot 11.00 is vrij.",
    -4.4,
  ),
  line("m4", "maud", "inbound", maud, "Ik heb er een vrije dag voor genomen. Wanneer komt hij dan wel?", -4),
  ...[...rows, ...many]
    .filter((row) => row.id !== "maud")
    .map((row) =>
      line(
        `one${row.id}`,
        row.id,
        row.by ? "reply" : "inbound",
        row.by ? memberAuthor(row.by) : { kind: "customer", id: `cus_${row.id}000000`, name: row.name },
        row.words,
        row.waits ?? -90,
      ),
    ),
  line("u1", "elin", "system", system, "", -20, {
    event: { type: "unreadable", data: { arrival_id: "arr_0000000001" } },
  }),
  line("f1", "lasse", "reply", memberAuthor("Noor Visser"), "Eller ring oss på 08-123 45 67.", -30, {
    state: "failed",
    failure: "The mail server refused the address",
  }),
];
