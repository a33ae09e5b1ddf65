import { type Id, IdOf, Instant, Nullable, OneOf, type Static, Strict, Type } from "#lib/schema.ts";

export type VisitorId = Id<"vis">;
export const VisitorId = IdOf("vis");

/** What the widget says and promises about files before anybody picks one. */
export const uploadLimit = 25 * 1024 * 1024;
/** The longest message a visitor may send; the composer says so before sending. */
export const visitorTextLimit = 10_000;
/** The largest frame that the widget's socket takes; more closes it. */
export const visitorFrameLimit = 16 * 1024;
export const widgetLanguages = ["en", "nl", "sv", "it", "de"] as const;
export const WidgetLanguage = OneOf([...widgetLanguages]);

const ClockTime = Type.String({ pattern: "^([01][0-9]|2[0-4]):[0-5][0-9]$" });
const Colour = Type.String({ pattern: "^#[0-9a-fA-F]{6}$", description: "The shop's own colour" });

/** Opening hours in the shop's own zone; the widget says them in the visitor's. */
export const OpeningHours = Strict({
  time_zone: Type.String({ maxLength: 60, description: "IANA name, e.g. Europe/Amsterdam" }),
  week: Type.Array(
    Strict({
      day: Type.Integer({ minimum: 1, maximum: 7, description: "1 is Monday" }),
      from: ClockTime,
      to: ClockTime,
    }),
    { maxItems: 28 },
  ),
  /** Days on which it is closed all day, `YYYY-MM-DD` in that zone. */
  closed: Type.Optional(
    Type.Array(Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }), { maxItems: 400 }),
  ),
});

/** The part of an inbox's settings that shapes its widget. Everything has a sensible absence. */
export const WidgetSettings = Strict({
  name: Type.Optional(
    Type.String({
      maxLength: 80,
      description: "What the visitor reads on top; else the organisation's name",
    }),
  ),
  colour: Type.Optional(Nullable(Colour)),
  language: Type.Optional(WidgetLanguage),
  greeting: Type.Optional(Nullable(Type.String({ maxLength: 300 }))),
  hours: Type.Optional(Nullable(OpeningHours)),
  /** Exact origins of pages that may carry the widget; empty or absent: any. */
  origins: Type.Optional(
    Type.Array(Type.String({ maxLength: 200, pattern: "^https?://[^/]+$" }), { maxItems: 50 }),
  ),
});

/** A range, never one number; built from real waits. */
export const WaitRange = Type.Object({
  low_ms: Type.Integer({ minimum: 0 }),
  high_ms: Type.Integer({ minimum: 0 }),
});

/** Whether somebody is there, as instants, because only the browser knows the visitor's zone. Null: no hours are set. */
export const HoursNow = Nullable(
  Type.Object({ open: Type.Boolean(), closes_at: Nullable(Instant), opens_at: Nullable(Instant) }),
);

/** GET /widget/{inbox}/config: public, the same for everybody. */
export const WidgetConfig = Type.Object({
  name: Type.String(),
  language: WidgetLanguage,
  languages: Type.Array(WidgetLanguage),
  colour: Nullable(Colour),
  greeting: Nullable(Type.String()),
  hours: HoursNow,
  /** What a newcomer may expect now. Null: too few recent waits to say. */
  expectation: Nullable(WaitRange),
  /** Before when an answer to a left address is promised. */
  answer_by: Instant,
  /** A secret exists, so only signed identities count. */
  verified_only: Type.Boolean(),
  /** Mail can go out, so a code for another device can be mailed. */
  mail: Type.Boolean(),
  upload_limit: Type.Integer(),
  text_limit: Type.Integer(),
});

export const WidgetAttachment = Type.Object({
  id: Type.String(),
  name: Type.String(),
  media_type: Type.String(),
  size: Type.Integer(),
  url: Type.String({ description: "Signed and expiring; below the desk that the widget came from" }),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
});

/** A line that the desk tells; the widget words it. */
export const WidgetEvent = Type.Union([
  /** Somebody of the team joined, after this long. */
  Type.Object({ type: Type.Literal("joined"), name: Type.String(), waited_ms: Nullable(Type.Integer()) }),
  Type.Object({ type: Type.Literal("resolved") }),
  Type.Object({ type: Type.Literal("reopened") }),
  /** The visitor left an address. */
  Type.Object({ type: Type.Literal("address"), email: Type.String() }),
]);

/** All that a visitor ever sees of a message: no note, no held reply, no id of a member. */
export const WidgetMessage = Type.Object({
  id: Type.String(),
  from: OneOf(["visitor", "member", "bot", "system"]),
  name: Nullable(Type.String()),
  text: Type.String(),
  event: Nullable(WidgetEvent),
  at: Instant,
  client_id: Nullable(Type.String()),
  attachments: Type.Array(WidgetAttachment),
});

/** The visitor's place while nobody has answered yet. */
export const Waiting = Type.Object({
  since: Instant,
  /** 1 is next. Null: the place cannot be told now. */
  place: Nullable(Type.Integer({ minimum: 1 })),
  /** How many wait behind; drawn, not said. */
  behind: Type.Integer({ minimum: 0 }),
  /** Null: too few recent waits. Nothing is invented. */
  range: Nullable(WaitRange),
  /** Why it takes long: `busier` than usual, `closed` now, or nothing particular. */
  reason: Nullable(OneOf(["busier", "closed"])),
  answer_by: Instant,
});

/** Everything about the talk except its words; sent whole whenever any of it changes. */
export const TalkState = Type.Object({
  status: OneOf(["none", "open", "resolved"]),
  visitor: Type.Object({
    name: Nullable(Type.String()),
    /** The address the visitor left here, theirs to see again. */
    email: Nullable(Type.String()),
    verified: Type.Boolean(),
  }),
  /** Who is helping, by display name. */
  member: Nullable(Type.String()),
  waiting: Nullable(Waiting),
  hours: HoursNow,
  /** Until when our side has read what the visitor wrote. */
  seen_until: Nullable(Instant),
  /** Until when the visitor has read. */
  read_until: Nullable(Instant),
  unread: Type.Integer(),
  /** "Is your question answered?": `asked` shows the question. */
  verdict: Nullable(OneOf(["asked", "yes", "not_yet"])),
});

export const Talk = Type.Object({
  state: TalkState,
  messages: Type.Array(WidgetMessage, { description: "Oldest first, the latest 100" }),
  /** Pass as `before` for older ones. */
  earlier: Nullable(Type.String()),
});

export const TalkQuery = Strict({
  before: Type.Optional(Type.String({ maxLength: 200 })),
  /** Everything, oldest first, for a transcript. */
  whole: Type.Optional(Type.Boolean()),
});

const PageSeen = Strict({
  url: Type.String({ maxLength: 2000 }),
  title: Type.Optional(Type.String({ maxLength: 300 })),
});

/** POST /widget/{inbox}/sessions. */
export const NewSession = Strict({
  language: Type.Optional(Type.String({ maxLength: 20 })),
  time_zone: Type.Optional(Type.String({ maxLength: 60 })),
  page: Type.Optional(PageSeen),
  /** The shop's signed word on who this is. Not valid: the session is anonymous and `identity` says why. */
  identity: Type.Optional(Type.String({ maxLength: 4000 })),
});

/**
 * The token is shown once and kept by the page. `identity` says what came of a signed identity:
 * `none` was given, `verified`, or refused (the session is then anonymous).
 */
export const VisitorSession = Type.Object({
  token: Type.String(),
  expires_at: Instant,
  identity: OneOf(["none", "verified", "refused"]),
  /** For the shop's developer. */
  identity_problem: Nullable(Type.String()),
  state: TalkState,
});

/** POST …/messages. The same `client_id` again is the same message. */
export const VisitorMessage = Strict({
  client_id: Type.String({ minLength: 8, maxLength: 100 }),
  text: Type.String({ maxLength: visitorTextLimit }),
  attachments: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
  page: Type.Optional(PageSeen),
});
export const VisitorMessageAccepted = Type.Object({ message: WidgetMessage, state: TalkState });

/** What the arrival ledger keeps of a visitor's message: the request as it came, and who sent it. */
export const VisitorArrival = Strict({
  visitor: Strict({
    id: VisitorId,
    name: Type.Optional(Type.String({ maxLength: 200 })),
    language: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  message: VisitorMessage,
});

/** POST …/contact: a *claimed* address. It opens nothing until it is proven (S-32). */
export const ContactChange = Strict({
  email: Type.String({ minLength: 3, maxLength: 320, pattern: "^[^\\s@]+@[^\\s@]+\\.[^\\s@.]+$" }),
  name: Type.Optional(Type.String({ maxLength: 200 })),
});
/** GET …/unread: what the button may show before anything else is loaded. */
export const Unread = Type.Object({ unread: Type.Integer() });
export const ReadChange = Strict({ until: Instant });
export const VisitorVerdict = Strict({
  answered: Type.Boolean(),
  /** What the button said, in the visitor's language: "not yet" is their next message. */
  text: Type.Optional(Type.String({ maxLength: 200 })),
});

/** POST …/resume-codes: the answer is the same whether the address is known or not. */
export const ResumeCodeRequest = Strict({ email: ContactChange.properties.email });
export const ResumeCodeSent = Type.Object({ expires_at: Instant });
/** POST …/resume-links: a link of one use for the visitor's own other device. */
export const ResumeLink = Type.Object({ key: Type.String(), expires_at: Instant });
/** POST …/resume: by mailed code, or by link. */
export const ResumeRequest = Type.Union([
  Strict({ email: ContactChange.properties.email, code: Type.String({ pattern: "^[0-9]{6}$" }) }),
  Strict({ key: Type.String({ minLength: 20, maxLength: 100 }) }),
]);

/** Down the visitor's stream, one JSON text frame each. `talk` comes first and after every reconnection: one way to recover. */
export const VisitorSign = Type.Union([
  Type.Object({ sign: Type.Literal("talk"), talk: Talk }),
  Type.Object({ sign: Type.Literal("message"), message: WidgetMessage, state: TalkState }),
  Type.Object({ sign: Type.Literal("state"), state: TalkState }),
  Type.Object({ sign: Type.Literal("typing"), name: Nullable(Type.String()) }),
  Type.Object({ sign: Type.Literal("alive") }),
  /** The session no longer counts: `expired`, `moved` (continued elsewhere after the address was proven). */
  Type.Object({ sign: Type.Literal("ended"), reason: Type.String() }),
]);

/** Up the visitor's stream. `hello` must come first and within five seconds; the token is never in an address. */
export const VisitorCommand = Type.Union([
  Strict({ do: Type.Literal("hello"), token: Type.String({ minLength: 20, maxLength: 100 }) }),
  Strict({ do: Type.Literal("typing"), on: Type.Boolean() }),
  Strict({ do: Type.Literal("read"), until: Instant }),
  /** Answered by `alive`: a browser cannot see a ping, and must notice a line that has died silently. */
  Strict({ do: Type.Literal("alive") }),
]);

export const visitorErrors = {
  "visitors.no_inbox": 404,
  "visitors.origin": 403,
  "visitors.session": 401,
  "visitors.empty_message": 422,
  "visitors.no_attachment": 422,
  "visitors.too_large": 413,
  "visitors.too_fast": 429,
  "visitors.nothing_to_judge": 409,
  "visitors.resume_refused": 403,
  "visitors.no_mail": 409,
} as const;

export type OpeningHours = Static<typeof OpeningHours>;
export type WidgetSettings = Static<typeof WidgetSettings>;
export type WidgetConfig = Static<typeof WidgetConfig>;
export type WidgetLanguage = (typeof widgetLanguages)[number];
export type WidgetAttachment = Static<typeof WidgetAttachment>;
export type WidgetEvent = Static<typeof WidgetEvent>;
export type WidgetMessage = Static<typeof WidgetMessage>;
export type WaitRange = Static<typeof WaitRange>;
export type Waiting = Static<typeof Waiting>;
export type HoursNow = Static<typeof HoursNow>;
export type TalkState = Static<typeof TalkState>;
export type Talk = Static<typeof Talk>;
export type NewSession = Static<typeof NewSession>;
export type VisitorSession = Static<typeof VisitorSession>;
export type VisitorMessage = Static<typeof VisitorMessage>;
export type VisitorArrival = Static<typeof VisitorArrival>;
export type VisitorMessageAccepted = Static<typeof VisitorMessageAccepted>;
export type ContactChange = Static<typeof ContactChange>;
export type ResumeRequest = Static<typeof ResumeRequest>;
export type VisitorSign = Static<typeof VisitorSign>;
export type VisitorCommand = Static<typeof VisitorCommand>;
