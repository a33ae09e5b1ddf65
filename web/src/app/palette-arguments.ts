import type { ConversationSummary } from "@amends/server/contract";
import i18next from "i18next";
import { assign, setPriority, setTags, snooze } from "../features/conversations/acts.ts";
import { readyTimes, whenWords } from "../features/conversations/use-snooze-options.ts";
import { parseWhen } from "../features/conversations/when.ts";
import { leaveFor } from "../features/inbox/current.ts";
import { handlerOf } from "./command-registry.ts";
import { type CommandId, commandOf, keysOf } from "./commands.ts";
import { inbox } from "./desk.ts";
import { fullTime } from "./format.ts";
import { namesOf } from "./palette-commands.ts";
import type { PaletteEntry } from "./palette-entry.ts";
import { findIn, plainText, wordsAfter } from "./palette-match.ts";
import { changeAll, type Subject, subjectOf } from "./palette-subject.ts";
import { preferences } from "./preferences.ts";

type Offer = Pick<PaletteEntry, "id" | "title" | "strong" | "detail" | "run">;
type Taker = { command: CommandId; offers: (rest: string, subject: Subject) => Offer[] };

const t = (
  key: "snoozeUntil" | "snoozeWhy" | "assignTo" | "giveBack" | "addTag" | "dropTag" | "priorityTo",
) => i18next.t(`do.${key}`, { ns: "palette" });

const takers: readonly Taker[] = [
  { command: "conversation.snooze", offers: snoozeOffers },
  { command: "conversation.assign", offers: assignOffers },
  { command: "conversation.tag", offers: tagOffers },
  { command: "conversation.priority", offers: priorityOffers },
];

/** What the words mean when they begin with a command that takes some: spelled out before Enter. */
export function argumentEntries(words: string): PaletteEntry[] {
  const subject = subjectOf();
  const choice = preferences.get().shortcuts;
  const built = takers.flatMap(({ command, offers }) => {
    const rest = subject && handlerOf(command) ? wordsAfter(words, namesOf(command)) : null;
    return rest === null || !subject ? [] : offers(rest, subject).map((offer) => ({ offer, command }));
  });
  const registered = (["write.savedReply"] as const).flatMap((command) => {
    const rest = wordsAfter(words, namesOf(command));
    const handler = handlerOf(command);
    if (rest === null || !handler?.offersFor) return [];
    return handler.offersFor(rest).map((offer) => ({ offer: { ...offer }, command }));
  });
  return [...built, ...registered].map(({ offer, command }, at) => ({
    ...offer,
    group: "do",
    icon: commandOf(command).icon ?? "right",
    keys: at === 0 ? keysOf(command, choice) : null,
  }));
}

function snoozeOffers(rest: string, subject: Subject): Offer[] {
  const locale = i18next.language;
  const until = (at: Date, why: string): Offer => ({
    id: `snooze ${at.toISOString()}`,
    title: t("snoozeUntil"),
    strong: fullTime(at.getTime(), locale),
    detail: why,
    run: () => snoozeUntil(subject, at),
  });
  const now = new Date();
  if (rest === "") {
    const named = i18next.getFixedT(null, "inbox");
    return readyTimes(now)
      .slice(0, 3)
      .map(({ key, date }) => until(date, named(`snooze.${key}`)));
  }
  const meant = parseWhen(
    rest,
    now,
    whenWords(locale, (key) => i18next.t(`when.${key}`, { ns: "inbox" })),
  );
  return meant ? [until(meant, subject.one ? t("snoozeWhy") : subject.label)] : [];
}

function snoozeUntil(subject: Subject, at: Date): void {
  if (subject.one) {
    leaveFor(subject.one.id);
    void snooze(subject.one.id, at);
  } else changeAll(subject, { do: "snooze", until: at.toISOString() });
}

function assignOffers(rest: string, subject: Subject): Offer[] {
  const { members = [], me } = inbox.get().snapshot ?? {};
  const known = members.filter((member) => !member.disabled);
  const found =
    rest === ""
      ? known.slice(0, 3)
      : findIn(
          known.map((member) => plainText(member.name)),
          rest,
          4,
        ).flatMap((match) => known[match.index] ?? []);
  const named = i18next.getFixedT(null, "inbox");
  const to = (id: (typeof known)[number]["id"] | null) =>
    subject.one ? void assign(subject.one.id, id) : changeAll(subject, { do: "assign", member_id: id });
  const offers = found.map(
    (member): Offer => ({
      id: `assign ${member.id}`,
      title: t("assignTo"),
      strong: member.id === me ? named("assign.me", { name: member.name }) : member.name,
      detail: member.online ? subject.label : named("assign.away"),
      run: () => to(member.id),
    }),
  );
  const isAssigned = subject.one === null || subject.one.assignee_id !== null;
  const nobody: Offer = {
    id: "assign none",
    title: t("giveBack"),
    detail: subject.label,
    run: () => to(null),
  };
  return rest === "" && isAssigned ? [...offers, nobody] : offers;
}

function tagOffers(rest: string, subject: Subject): Offer[] {
  const tag = rest.trim();
  if (tag === "") return [];
  const used = [...new Set([...inbox.get().byId.values()].flatMap((each) => each.tags))];
  const known = findIn(used.map(plainText), tag, 3).flatMap((match) => used[match.index] ?? []);
  const names = [...new Set([...known, tag])].slice(0, 4);
  return names.map((name): Offer => {
    const has = subject.one?.tags.includes(name) ?? false;
    return {
      id: `tag ${name}`,
      title: has ? t("dropTag") : t("addTag"),
      strong: name,
      detail: subject.label,
      run: () => tagWith(subject, name, !has),
    };
  });
}

function tagWith(subject: Subject, tag: string, on: boolean): void {
  if (subject.one) {
    const { id, tags } = subject.one;
    void setTags(id, on ? [...tags, tag] : tags.filter((each) => each !== tag));
  } else changeAll(subject, { do: on ? "tag" : "untag", tag });
}

const priorities = [
  "urgent",
  "high",
  "normal",
  "low",
] as const satisfies readonly ConversationSummary["priority"][];

function priorityOffers(rest: string, subject: Subject): Offer[] {
  const named = i18next.getFixedT(null, "inbox");
  const names = priorities.map((each) => named(`priority.${each}`));
  const found =
    rest === "" ? [...priorities.keys()] : findIn(names.map(plainText), rest, 4).map((match) => match.index);
  return found.flatMap((at): Offer[] => {
    const priority = priorities[at];
    if (!priority) return [];
    return [
      {
        id: `priority ${priority}`,
        title: t("priorityTo"),
        strong: names[at] ?? priority,
        detail: subject.label,
        run: () =>
          subject.one
            ? void setPriority(subject.one.id, priority)
            : changeAll(subject, { do: "priority", priority }),
      },
    ];
  });
}
