import {
  otherGroup,
  ranked,
  type Share,
  smallGroup,
  standsOut,
  type Tally,
  unnamedGroup,
  wilson,
} from "#features/audit-tally/tally.rules.ts";
import { html, type Markup } from "#lib/html.ts";
import { preview } from "#lib/text.ts";
import type { Numbered } from "./audit-report.contract.ts";
import { columnChart, dotRows, type Group, linked, percentOf, tableTwin } from "./report.pictures.ts";
import { spoken, type Voice } from "./report.words.ts";

type NamedKind = "channel" | "language" | "team";
type GroupKind = NamedKind | "weekday" | "hour" | "week";

/** Where and when it goes wrong: each picture under the sentence that it shows. */
export function groupSection(
  voice: Voice,
  tally: Tally,
  teamNames: ReadonlyMap<string, string> = new Map(),
): Markup {
  const { groups: words } = voice.words;
  const named = (kind: NamedKind, name: string) => {
    if (name === otherGroup) return html`${words.others}`;
    if (name === unnamedGroup) return html`${words.unnamed[kind]}`;
    if (kind === "channel") return voice.channel(name);
    return kind === "language" ? voice.languageName(name) : spoken(preview(teamNames.get(name) ?? name, 60));
  };
  const numbered = (kind: NamedKind, name: string): Numbered | null => {
    if (name === otherGroup) return null;
    return kind === "channel" ? { channels: [name] } : { [kind]: name };
  };
  const parts = (kind: NamedKind, shares: ReadonlyMap<string, Share>) =>
    ranked(shares, ({ n }) => n).map(
      ([name, share]): Part => [named(kind, name), share, numbered(kind, name)],
    );
  const recent = [...tally.weeks].toSorted(([a], [b]) => a - b).slice(-mostWeeks);
  const weeks = recent.map(([week, share]): Part => [html`${voice.weekOf(week)}`, share, { week }]);
  const hours = openHours(tally.hours).map(({ share, hour }): Part => [html`${hour}`, share, { hour }]);
  const weekdays = tally.weekdays.map(
    (share, weekday): Part => [html`${voice.weekday(weekday)}`, share, { weekday }],
  );
  const part = (kind: GroupKind, shares: Part[], every = 0) => {
    if (shares.length === 0) return html``;
    const worst = standsOut(
      shares.map(([name, share]) => [name, share] as const),
      tally.all,
    );
    const groups = shares.map(([name, share, of]) => ({ name, share, of, worst: share === worst?.[1] }));
    const isComparable = shares.filter(([, { n }]) => n >= smallGroup).length > 1;
    const finding = worst
      ? voice.say(words.worst, {
          group: spanOf(kind, worst[0]),
          share: percentOf(voice, worst[1]),
          n: worst[1].n,
        })
      : html`${isComparable ? words.even : words.few}`;
    return html`<figure class="${kind}"><figcaption><h3>${words[kind]}</h3><p>${finding}</p></figcaption>${
      every === 0
        ? dotRows(voice, groups.slice(0, mostRows), tally.all)
        : columnChart(voice, groups, tally.all, every)
    }${groupTable(voice, html`${words[kind]}`, groups)}</figure>`;
  };
  const spanOf = (kind: GroupKind, name: Markup) => {
    const from = Number(name.markup);
    if (kind === "hour") return voice.say(words.hourName, { from: `${from}`, to: `${(from + 1) % 24}` });
    return kind === "week" ? voice.say(words.weekName, { day: name }) : name;
  };
  const older = tally.weeks.size > mostWeeks ? voice.say(words.recentWeeks, { n: mostWeeks }) : html``;
  return html`<p class="key"><span class="dash"></span> ${voice.say(words.average, { share: percentOf(voice, tally.all) })}</p>
<div class="figures">${part("channel", parts("channel", tally.channels))}${part("language", parts("language", tally.languages))}${
    tally.teams.size > 1 ? part("team", parts("team", tally.teams)) : html``
  }${tally.lastAt === null ? html`` : html`${part("weekday", weekdays, 1)}${part("hour", hours, Math.ceil(hours.length / 8))}${part("week", weeks, Math.ceil(weeks.length / 8))}`}</div><p class="meta">${older}</p>`;
}

/** A group with its name and the conversations it is made of. */
type Part = [name: Markup, share: Share, of: Numbered | null];

/** From the first hour in which anybody wrote to the last. */
function openHours(hours: readonly Share[]): { share: Share; hour: number }[] {
  const used = hours.map((share, hour) => ({ share, hour }));
  const isUsed = ({ share }: { share: Share }) => share.n > 0;
  return used.slice(used.findIndex(isUsed), used.findLastIndex(isUsed) + 1);
}

const mostWeeks = 26;
const mostRows = 12;

function groupTable(voice: Voice, caption: Markup, groups: readonly Group[]): Markup {
  const { group, conversations, failed, share, range } = voice.words.table;
  const rows = groups.map((each) => [
    each.name,
    linked(voice, each, html`${voice.number(each.share.n)}`, {}),
    linked(voice, each, html`${voice.number(each.share.failed)}`, { failed: true }),
    html`${each.share.n === 0 ? "" : percentOf(voice, each.share)}`,
    html`${each.share.n === 0 ? "" : voice.percents(wilson(each.share))}`,
  ]);
  return tableTwin(voice, caption, [group, conversations, failed, share, range], rows);
}
