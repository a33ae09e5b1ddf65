import { waitKinds } from "#features/audit-tally/audit-tally.contract.ts";
import { type Share, smallGroup, wilson } from "#features/audit-tally/tally.rules.ts";
import {
  columnsOf,
  placeOf,
  promisedChannels,
  quantile,
  type Waits,
} from "#features/audit-tally/waits.rules.ts";
import { html, type Markup } from "#lib/html.ts";
import type { Numbered } from "./audit-report.contract.ts";
import type { Voice } from "./report.words.ts";

// Places are shares of the width, heights are pixels: so a picture fits every width and its text never shrinks.

/** How long people waited, each channel against its promise. */
export function waitSection(voice: Voice, waits: ReadonlyMap<string, Waits>): Markup {
  const { waits: words, table, sources } = voice.words;
  const drawn = promisedChannels.flatMap((channel) =>
    waits.has(channel) ? [[channel, waits.get(channel)!] as const] : [],
  );
  if (drawn.length === 0) return html`<p class="quiet">${words.none}</p>`;
  const lengthOf = (ms: number | null) => (ms === null ? "" : voice.duration(ms));
  const rows = drawn.map(([channel, each]) => {
    const total = each.answered + each.unanswered;
    const channels = [channel];
    const inTime = voice.link(
      html`${voice.percent(each.inTime / total)}`,
      { channels, waits: ["in_time"] },
      true,
    );
    const spread = voice.say(total < smallGroup ? words.spreadSmall : words.spread, {
      half: lengthOf(quantile(each, 0.5)),
      nine: lengthOf(quantile(each, 0.9)),
      longest: lengthOf(each.longestMs),
    });
    return html`<li class="${total < smallGroup ? "small" : "usual"}"><h3>${voice.channel(channel)}</h3><p class="meta promised">${voice.say(words.promise, { time: voice.duration(each.promise.ms) })}<br>${voice.link(voice.say(table.n, { n: total }), { channels, waits: waitKinds }, true)}</p>
${waitChart(voice, each)}<p class="kept"><b>${voice.say(words.inTime, { share: inTime })}</b><span class="meta">${each.answered > 0 ? spread : html``}${
      each.unanswered > 0
        ? html`${each.answered > 0 ? "; " : ""}${voice.link(voice.say(words.unanswered, { n: each.unanswered }), { channels, waits: ["unanswered"] }, true)}`
        : html``
    }</span></p></li>`;
  });
  const cells = drawn.map(([channel, each]) => [
    voice.channel(channel),
    html`${voice.duration(each.promise.ms)}`,
    voice.link(html`${voice.percent(each.inTime / (each.answered + each.unanswered))}`, {
      channels: [channel],
      waits: ["in_time"],
    }),
    html`${lengthOf(quantile(each, 0.5))}`,
    html`${lengthOf(quantile(each, 0.9))}`,
    html`${each.answered > 0 ? voice.duration(each.longestMs) : ""}`,
    voice.link(html`${voice.number(each.answered)}`, { channels: [channel], waits: ["in_time", "late"] }),
    voice.link(html`${voice.number(each.unanswered)}`, { channels: [channel], waits: ["unanswered"] }),
  ]);
  const used = [...new Set(drawn.map(([, { promise }]) => promise.source))];
  const heads = [
    table.channel,
    table.promise,
    table.inTime,
    table.half,
    table.nine,
    table.longest,
    table.answered,
    table.unanswered,
  ];
  return html`<svg width="0" height="0" class="defs" aria-hidden="true"><defs><pattern id="late" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(25)"><path d="M1 0V5" class="hatch"/></pattern></defs></svg>
<p class="above" aria-hidden="true"><span><b>${words.promiseLine}</b></span></p><ol class="waitrows">${rows}</ol><p class="meta">${words.dashed} ${words.others}</p>
${tableTwin(voice, html`${voice.words.sections.waits}`, heads, cells)}
<details class="twin"><summary>${words.sourcesTitle}</summary><p class="sources">${sources.intro}</p><ul class="sources">${used.map((source) => html`<li>${sources[source]}</li>`)}</ul></details>`;
}

export function percentOf(voice: Voice, { n, failed }: Share): string {
  return voice.percent(n === 0 ? 0 : failed / n);
}

/** One group of conversations as it stands in a picture and in its table. */
export interface Group {
  name: Markup;
  share: Share;
  /** Which conversations it is made of; null: they cannot be named. */
  of: Numbered | null;
  /** Stands out from all others together. */
  worst: boolean;
}

/** A group's number with the way to all of it, or to what of it failed. */
export function linked(
  voice: Voice,
  { of }: Group,
  number: Markup,
  how: { failed?: true; isBesideTable?: true },
): Markup {
  if (of === null) return number;
  return voice.link(number, how.failed ? { ...of, atLeast: 1 } : of, how.isBesideTable);
}

/** Every picture's other form: for whoever cannot see it, or wants the figures. */
export function tableTwin(voice: Voice, caption: Markup, heads: string[], rows: Markup[][]): Markup {
  const [first, ...others] = heads;
  return html`<details class="twin"><summary>${voice.words.table.show}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr><th scope="col">${first!}</th>${others.map((head) => html`<th scope="col" class="num">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([name, ...cells]) =>
      html`<tr><th scope="row">${name!}</th>${cells.map((cell) => html`<td class="num">${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;
}

/** A length against the longest of its list. */
export function bar(size: number, longest: number): Markup {
  return html`<svg class="bar" width="100%" height="16" aria-hidden="true"><rect class="fill" width="${percentage(size / longest)}" height="16"/><path class="axis" d="M.75 0V16"/></svg>`;
}

/** The share as a dot on the range in which it may lie; dashed, where all conversations stand. */
export function dotRows(voice: Voice, groups: readonly Group[], all: Share): Markup {
  const scale = scaleOf(groups, all);
  const average = percentage(all.failed / Math.max(1, all.n) / scale);
  return html`<ul class="dots">${groups.map((group) => {
    const { name, share, worst } = group;
    const [low, high] = wilson(share).map((each) => Math.min(1, each / scale)) as [number, number];
    const dot = percentage(Math.min(1, share.failed / share.n / scale));
    return html`<li class="${kindOf(share, worst)}"><span class="name">${name}</span>
<svg width="100%" height="20" aria-hidden="true"><line class="average" x1="${average}" x2="${average}" y1="0" y2="20"/><line class="range" x1="${percentage(low)}" x2="${percentage(high)}" y1="10" y2="10"/><circle class="dot" cx="${dot}" cy="10" r="5"/></svg>
<span class="value num">${linked(voice, group, html`<b>${percentOf(voice, share)}</b>`, { failed: true })} ${linked(voice, group, html`<i>${voice.say(voice.words.table.n, { n: share.n })}</i>`, {})}</span></li>`;
  })}</ul>`;
}

const columnTop = 18;
const columnFoot = 118;

/** Groups in the order of time. `every`: which ones have room for their name. */
export function columnChart(voice: Voice, groups: readonly Group[], all: Share, every: number): Markup {
  const scale = scaleOf(groups, all);
  const heightOf = (share: number) => columnFoot - Math.min(1, share / scale) * (columnFoot - columnTop);
  const average = all.failed / Math.max(1, all.n);
  const step = 100 / groups.length;
  const columns = groups.map((group, index) => {
    const { name, share, worst } = group;
    const middle = `${round(step * (index + 0.5))}%`;
    const label =
      index % every === 0
        ? html`<text class="label" x="${middle}" y="${columnFoot + 17}">${name}</text>`
        : html``;
    if (share.n === 0) return label;
    const top = heightOf(share.failed / share.n);
    const [low, high] = wilson(share).map(heightOf) as [number, number];
    const column = html`<rect class="fill" x="${round(step * (index + 0.18))}%" width="${round(step * 0.64)}%" y="${round(top)}" height="${round(columnFoot - top)}"/><line class="reach" x1="${middle}" x2="${middle}" y1="${round(low)}" y2="${round(high)}"/><text class="percent" x="${middle}" y="${round(high - 5)}">${voice.percent(share.failed / share.n)}</text>`;
    const number = html`<text class="n" x="${middle}" y="${columnFoot + 32}">${voice.number(share.n)}</text>`;
    return html`<g class="${kindOf(share, worst)}">${linked(voice, group, column, { failed: true, isBesideTable: true })}${linked(voice, group, number, { isBesideTable: true })}</g>${label}`;
  });
  const line = round(heightOf(average));
  return html`<svg class="columns" width="100%" height="${columnFoot + 36}" aria-hidden="true">${columns}<line class="base" x1="0" x2="100%" y1="${columnFoot}" y2="${columnFoot}"/><line class="average" x1="0" x2="100%" y1="${line}" y2="${line}"/></svg>`;
}

const waitWidth = 80;
const waitFoot = 60;
const waitHeight = 44;
/** As high as its row, so that the promises of all channels make one upright line. */
const waitRow = 96;
const roundTimes = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 43_200, 86_400, 345_600].map(
  (seconds) => seconds * 1_000,
);

/** Times that people know, as many as there is room for beside the promise. */
function axisTimes(promiseMs: number): number[] {
  const taken = [placeOf(1)];
  return roundTimes.filter((ms) => {
    const place = placeOf(ms / promiseMs);
    const isFree = taken.every(
      (other) => Math.abs(other - place) > (place > other && other === taken[0] ? 0.24 : 0.16),
    );
    if (!isFree || place < 0.03 || place > 0.86) return false;
    taken.push(place);
    return true;
  });
}

/** First answers of one channel: grey in time, hatched late, then those beyond the picture and those that never came. */
function waitChart(voice: Voice, waits: Waits): Markup {
  const { columns, longer } = columnsOf(waits);
  const { promise, unanswered } = waits;
  const most = Math.max(1, longer, unanswered, ...columns);
  const total = Math.max(1, waits.answered + unanswered);
  const heightOf = (n: number) => (n === 0 ? 0 : Math.max(1.5, (n / most) * waitHeight));
  const place = (ratio: number) => round(placeOf(ratio) * waitWidth);
  const step = waitWidth / columns.length;
  const promised = Math.round(placeOf(1) * columns.length);
  const bars = columns.map((n, index) => {
    const height = heightOf(n);
    return html`<rect class="${index < promised ? "kept" : "late"}" x="${round(step * index)}%" width="${round(step * 0.92)}%" y="${round(waitFoot - height)}" height="${round(height)}"/>`;
  });
  const pile = (n: number, left: number, kind: string) =>
    n === 0
      ? html``
      : html`<rect class="${kind}" x="${left}%" width="3%" y="${round(waitFoot - heightOf(n))}" height="${round(heightOf(n))}"/><text class="mark" x="${left + 1.5}%" y="${round(waitFoot - heightOf(n) - 4)}">${voice.percent(n / total)}</text>`;
  const ticks = axisTimes(promise.ms).map(
    (ms) =>
      html`<text class="label" x="${place(ms / promise.ms)}%" y="${waitFoot + 15}">${voice.duration(ms)}</text>`,
  );
  const named = html`<text class="named" x="${place(1)}%" dx="6" y="${waitFoot + 15}">${voice.duration(promise.ms)}</text>`;
  const limit = `${place(promise.limitMs / promise.ms)}%`;
  const line = `${place(1)}%`;
  return html`<svg class="waits" width="100%" height="${waitRow}" aria-hidden="true">${bars}${pile(longer, 83, "late")}${pile(unanswered, 94, "never")}<line class="base" x1="0" x2="${waitWidth}%" y1="${waitFoot}" y2="${waitFoot}"/><line class="base" x1="83%" x2="86%" y1="${waitFoot}" y2="${waitFoot}"/><line class="base" x1="94%" x2="97%" y1="${waitFoot}" y2="${waitFoot}"/><line class="limit" x1="${limit}" x2="${limit}" y1="8" y2="${waitFoot}"/><line class="promise" x1="${line}" x2="${line}" y1="0" y2="${waitRow}"/>${ticks}${named}<text class="label" x="84.5%" y="${waitFoot + 15}">${voice.words.waits.longer}</text><text class="label" x="95.5%" y="${waitFoot + 15}">${voice.words.waits.never}</text></svg>`;
}

function kindOf({ n }: Share, worst: boolean): string {
  return n < smallGroup ? "small" : worst ? "worst" : "usual";
}

/** The end of the axis: round, and wide enough for every group that is large enough to count. */
function scaleOf(groups: readonly Group[], all: Share): number {
  const highest = Math.max(
    wilson(all)[1],
    ...groups.filter(({ share }) => share.n >= smallGroup).map(({ share }) => wilson(share)[1]),
  );
  return [0.1, 0.25, 0.5, 0.75].find((end) => highest <= end) ?? 1;
}

function percentage(share: number): string {
  return `${round(100 * share)}%`;
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}
