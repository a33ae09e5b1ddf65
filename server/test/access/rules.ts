import { type Scope, scopes } from "../../src/features/accounts/accounts.contract.ts";

/** Everybody who could ask. The house's inbox is the one that the objects lie in. */
export const people = [
  "nobody",
  "visitor", // of the house's widget, with a visitor's token
  "disabled", // a member whose standing was taken away while signed in
  "agent", // in the house's inbox
  "outsider", // an agent of the house who is not in that inbox
  "supervisor", // in the house's inbox
  "administrator",
  "foreigner", // another organisation's administrator
] as const;
export type Person = (typeof people)[number];
export type Who = Person | `token ${Scope}` | "token elsewhere"; // "elsewhere": every scope, but for another inbox

export const everybody: readonly Who[] = [
  ...people,
  ...scopes.map((scope) => `token ${scope}` as const),
  "token elsewhere",
];

/** What a path's parameter names. The test makes one of the house's and one of a stranger's. */
export type Thing =
  | "arrival"
  | "attachment"
  | "audit finding"
  | "bulk change"
  | "conversation"
  | "customer"
  | "finding"
  | "held message"
  | "inbox"
  | "mail"
  | "mail message"
  | "invited member"
  | "member"
  | "merge"
  | "message"
  | "reply"
  | "session"
  | "token"
  | "view"
  | "widget inbox";

export type Status = number | readonly number[];

export interface Row {
  /** What each is answered, on the house's own objects. */
  readonly answer: (who: Who) => Status;
  readonly things?: Readonly<Record<string, Thing | `=${string}`>>;
  readonly query?: string;
  /** In `body`, "<thing>" stands for the id of one. */
  readonly body?: object;
  /** Raw bytes instead of JSON. */
  readonly bytes?: boolean;
  /** What somebody who is admitted is answered about a stranger's object; 404 where nothing is said. */
  readonly foreign?: Status;
  /** Ends sessions, so that everybody has to come in anew afterwards. */
  readonly spends?: boolean;
}

export const isToken = (who: Who) => who.startsWith("token ");
const hasScope = (who: Who, any: readonly Scope[]) =>
  who === "token elsewhere" || any.some((scope) => who === `token ${scope}`);

/** Nobody, a visitor and a disabled member are nobody to the desk. */
const unknown = (who: Who) => who === "nobody" || who === "visitor" || who === "disabled";

/** The same for everybody, signed in or not. */
export const open = (status: Status) => () => status;

/** Members, each about their own things; no tokens. */
export const person =
  (status: Status) =>
  (who: Who): Status =>
    unknown(who) ? 401 : isToken(who) ? 403 : status;

/** Members and tokens with one of these scopes; what they see is cut to their reach. */
export const worker =
  (status: Status, ...any: Scope[]) =>
  (who: Who): Status =>
    unknown(who) ? 401 : isToken(who) && !hasScope(who, any) ? 403 : status;

/** The same about one thing in the house's inbox: who does not look into it does not find it. */
export const inInbox =
  (status: Status, ...any: Scope[]) =>
  (who: Who): Status => {
    const admitted = worker(status, ...any)(who);
    const isOutside = who === "outsider" || who === "foreigner" || who === "token elsewhere";
    return admitted === status && isOutside ? 404 : admitted;
  };

/** An administrator in person, on a thing of the house. */
export const administratorOn =
  (status: Status) =>
  (who: Who): Status =>
    who === "foreigner" ? 404 : administrator(status)(who);

/** An administrator in person, for their own organisation. */
export const administrator =
  (status: Status) =>
  (who: Who): Status => {
    if (unknown(who)) return 401;
    return who === "administrator" || who === "foreigner" ? status : 403;
  };

/** An administrator, or a program with the scope `admin`. */
export const administration =
  (status: Status) =>
  (who: Who): Status =>
    isToken(who) && hasScope(who, ["admin"]) ? status : administrator(status)(who);
export const administrationOn =
  (status: Status) =>
  (who: Who): Status =>
    who === "foreigner" ? 404 : administration(status)(who);

/** Who looks after others: supervisors, administrators, and a program with the scope `admin`. */
export const supervision =
  (status: Status) =>
  (who: Who): Status =>
    who === "supervisor" ? status : administration(status)(who);

/** The widget knows visitors' tokens and nothing else; a cookie of ours means nothing to it. */
export const visitor =
  (status: Status) =>
  (who: Who): Status =>
    who === "visitor" ? status : 401;

/** A reply that everybody uses is changed by its owner and by who looks after everybody. */
export const sharedReply =
  (status: Status) =>
  (who: Who): Status => {
    if (who === "agent" || who === "outsider") return 403;
    return who === "foreigner" ? 404 : person(status)(who);
  };

/** The sign-in library's own addresses for somebody who is signed in by cookie; API tokens are not known there. */
export const bySession =
  (status: Status) =>
  (who: Who): Status =>
    unknown(who) || isToken(who) ? 401 : status;
