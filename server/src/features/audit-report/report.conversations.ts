import type { Kept, KeptTurn, Reason } from "#features/audit-tally/worst.rules.ts";
import { html, type Markup } from "#lib/html.ts";
import { languageOf, preview } from "#lib/text.ts";
import { spoken, type Voice } from "./report.words.ts";

/** The conversations to read first: what was said, where it went wrong, and why that is called wrong. */
export function conversationList(
  voice: Voice,
  conversations: readonly Kept[],
  hrefOf: ((id: string) => string) | undefined,
): Markup {
  if (conversations.length === 0) return html`<p class="quiet">${voice.words.ten.none}</p>`;
  return html`<ol class="ten">${conversations.map((kept, index) => conversation(voice, kept, { index, href: hrefOf?.(kept.id) ?? null }))}</ol>`;
}

function conversation(
  voice: Voice,
  kept: Kept,
  { index, href }: { index: number; href: string | null },
): Markup {
  const { ten } = voice.words;
  const opening = kept.turns.find(
    (turn): turn is KeptTurn =>
      typeof turn !== "number" && turn.speaker === "customer" && turn.text.trim() !== "",
  );
  const when = kept.openedAt === null ? ten.undated : voice.day(kept.openedAt);
  const about = voice.say(ten.about, { channel: voice.channel(kept.channel), when });
  const title = opening
    ? html`<q${langOf(kept)} dir="auto">${spoken(preview(opening.text, 120))}</q>`
    : voice.say(ten.id, { id: spoken(preview(kept.id, 60)) });
  const id = voice.say(ten.id, { id: spoken(preview(kept.id, 60)) });
  const chips = kept.failures.map((failure) => html`<li>${voice.failure(failure).name}</li>`);
  const days = kept.turns.map((turn) => dayOf(voice, turn));
  const turns = kept.turns.map((turn, place) => {
    if (typeof turn === "number") return html`<li class="left">${voice.say(ten.left, { n: turn })}</li>`;
    const before = days.slice(0, place).findLast((day) => day !== null);
    return turnItem(voice, kept, turn, days[place] !== before);
  });
  return html`<li><article aria-labelledby="read-${index + 1}"><h3 id="read-${index + 1}">${title}</h3>
<p class="meta">${about}</p><ul class="chips">${chips}</ul>
<details${index === 0 ? html` open` : html``}><summary>${ten.read}</summary>${kept.reasons.map((reason) =>
    why(voice, reason, ten.whole),
  )}
<ol class="turns">${turns}</ol><p class="meta">${href === null ? id : html`<a class="number" target="_top" href="${href}">${id}</a>`}</p></details></article></li>
`;
}

function turnItem(voice: Voice, kept: Kept, turn: KeptTurn, isNewDay: boolean): Markup {
  const { words } = voice;
  const kinds = [turn.speaker, turn.reasons.length > 0 ? "failing" : "", turn.belongs ? "belonging" : ""];
  const speaker =
    turn.agent === null
      ? (words.speakers[turn.speaker] ?? words.speakers.system)
      : voice.say(words.speakers.agentNumber, { n: turn.agent });
  const event =
    turn.event !== null && words.events[turn.event] ? html` · ${words.events[turn.event]}` : html``;
  const channel =
    turn.channel !== kept.channel && turn.channel !== "" ? html` · ${voice.channel(turn.channel)}` : html``;
  const time =
    turn.at === null
      ? html``
      : html` <time datetime="${new Date(turn.at).toISOString()}">${isNewDay ? voice.dayAndTime(turn.at) : voice.time(turn.at)}</time>`;
  const text =
    turn.text.trim() === ""
      ? html``
      : html`<p class="said"${langOf(kept)} dir="auto">${spoken(turn.text.trim())}</p>`;
  const belongs = turn.belongs ? html`<p class="why">${words.ten.belongs}</p>` : html``;
  return html`<li class="${kinds.filter(Boolean).join(" ")}"><p class="who"><b>${speaker}</b>${event}${channel}${time}</p>${text}${turn.reasons.map(
    (reason) => why(voice, reason, null),
  )}${belongs}</li>
`;
}

function why(voice: Voice, reason: Reason, where: string | null): Markup {
  const { name, meaning } = voice.failure(reason.failure);
  const facts = factsOf(voice, reason.values);
  return html`<p class="why">${where === null ? html`` : html`<span class="where">${where}:</span> `}<b>${name}.</b> ${meaning}${
    facts.length > 0 ? html` <span class="facts">(${facts.join(", ")})</span>` : html``
  }</p>`;
}

/** The finding's figures by their kind, which their names tell: lengths, instants, counts. Others stay with the machine. */
function factsOf(voice: Voice, values: Reason["values"]): string[] {
  const { values: words } = voice.words;
  const facts = Object.entries(values).flatMap(
    ([name, value]): [kind: keyof typeof words, text: string][] => {
      if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return [];
      if (/limit/i.test(name)) return [["limit", voice.duration(value)]];
      if (/ms$|wait|hold|delay|late|silence/i.test(name)) return [["duration", voice.duration(value)]];
      if (/at$|promis|due|until/i.test(name)) {
        return value > 1e11 && value < 8e15 ? [["time", voice.dayAndTime(value)]] : [];
      }
      return /count|times|transfers|handovers|attempts|asked|turns/i.test(name) && value > 1
        ? [["count", voice.number(value)]]
        : [];
    },
  );
  const order = Object.keys(words);
  return [...new Map(facts.toReversed())]
    .toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([kind, x]) => words[kind].replace("{x}", () => x));
}

export function langOf({ lang }: { lang: string | null }): Markup {
  const language = languageOf(lang);
  return language === null ? html`` : html` lang="${language}"`;
}

function dayOf(voice: Voice, turn: KeptTurn | number): string | null {
  return typeof turn === "number" || turn.at === null ? null : voice.day(turn.at);
}
