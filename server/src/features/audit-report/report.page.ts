import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyFailure, CostModel } from "#features/audit-harm/audit-harm.contract.ts";
import { estimateCosts } from "#features/audit-harm/costs.rules.ts";
import { adviceFor } from "#features/audit-harm/harm.rules.ts";
import {
  ranked,
  type Share,
  smallGroup,
  standsOut,
  type Tally,
  unnamedGroup,
  wilson,
} from "#features/audit-tally/tally.rules.ts";
import type { Waits } from "#features/audit-tally/waits.rules.ts";
import type { Example, Kept } from "#features/audit-tally/worst.rules.ts";
import { html, type Markup } from "#lib/html.ts";
import { preview } from "#lib/text.ts";
import type { LiveOptions, Numbered } from "./audit-report.contract.ts";
import { conversationList, langOf } from "./report.conversations.ts";
import { costSection, deskScript, reportScript } from "./report.costs.ts";
import { groupSection } from "./report.groups.ts";
import { method, unjudgedList } from "./report.method.ts";
import { bar, percentOf, tableTwin, waitSection } from "./report.pictures.ts";
import { spoken, type Voice } from "./report.words.ts";

export interface Findings {
  title: string | null;
  now: number;
  timeZone: string;
  tally: Tally;
  waits: ReadonlyMap<string, Waits>;
  examples: ReadonlyMap<AnyFailure, Example>;
  worst: readonly Kept[];
  model: CostModel;
  /** Null: a page for files, which goes nowhere. */
  live: LiveOptions | null;
}

const mostAdvised = 5;

export function reportPage(voice: Voice, findings: Findings): string {
  const { words, say } = voice;
  const { tally, now } = findings;
  const { live } = findings;
  const { styles, script } = ownParts(live);
  const { all } = tally;
  const counts = { broughtBack: tally.broughtBack, failed: all.failed, socialLate: tally.socialLate };
  const sections: [id: string, title: Markup, note: Markup | null, content: Markup][] = [
    [
      "failures",
      html`${words.sections.failures}`,
      say(words.sections.failuresNote, { n: all.n }),
      failureList(voice, findings),
    ],
    [
      "groups",
      html`${words.sections.groups}`,
      say(words.sections.groupsNote, { small: smallGroup }),
      groupSection(voice, tally, findings.live?.teamNames),
    ],
    [
      "waits",
      html`${words.sections.waits}`,
      html`${words.sections.waitsNote}`,
      waitSection(voice, findings.waits),
    ],
    [
      "read",
      say(words.sections.ten, { n: Math.max(1, findings.worst.length) }),
      html`${words.sections.tenNote}`,
      conversationList(voice, findings.worst, live?.conversationHref),
    ],
    [
      "costs",
      html`${words.sections.costs}`,
      html`${words.sections.costsNote}`,
      costSection(voice, findings.model, counts, all.n),
    ],
    ["advice", html`${words.sections.advice}`, html`${words.sections.adviceNote}`, adviceList(voice, tally)],
    ["unjudged", html`${words.sections.unjudged}`, null, unjudgedList(voice, tally)],
    ["method", html`${words.sections.method}`, null, method(voice, findings)],
  ];
  // What was never counted has no chapters, only the way in which it would be.
  const shown = all.n === 0 ? sections.slice(-1) : sections;
  const headline = headlineOf(voice, tally);
  const page = html`<!doctype html>
<html lang="${voice.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: pagePolicy(live) }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${headline}</title>
<style>${{ markup: styles }}</style>
</head>
<body>
<a class="skip" href="#main">${words.skip}</a>
<header class="top"><span class="brand">${logo} Amends</span><span class="line">${words.brandLine}</span></header>
<main id="main">
<div class="head"><p class="kicker">${kickerOf(voice, findings)}</p>
<h1>${headline}</h1>
${leadOf(voice, tally)}
${all.n === 0 ? html`` : keyFigures(voice, findings, counts)}</div>
<p class="privacy">${words.privacy}</p>
<nav aria-label="${words.contents}"><ol>${shown.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
${shown.map(
  ([id, title, note, content]) =>
    html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${note === null ? html`` : html`<p class="note">${note}</p>`}
${content}</section>
`,
)}</main>
<footer><p>${say(words.made, { when: voice.dayAndTime(now) })}</p></footer>
<script>${{ markup: script }}</script>
</body>
</html>
`;
  return page.markup;
}

const logo = html`<svg width="24" height="16" viewBox="0 0 24 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-linecap="round"><path d="M2 8h8" stroke-width="1.5" stroke-dasharray="2 2.5"/><path d="M10 8h9" stroke-width="3"/><circle cx="10" cy="8" r="3.2" fill="currentColor" stroke="none"/><path d="M20.5 1.5v13" stroke-width="2"/></svg>`;

function kickerOf({ words, say, period: periodOf }: Voice, { title, tally, live }: Findings): Markup {
  const [firstAt, lastAt] = live?.period ?? [tally.firstAt, tally.lastAt];
  const period = firstAt === null || lastAt === null ? words.kicker.undated : periodOf(firstAt, lastAt);
  if (title === null) return say(words.kicker.plain, { period });
  return say(words.kicker.titled, { title: spoken(preview(title, 120)), period });
}

/** The finding itself: what a manager should know who reads nothing else. */
function headlineOf(voice: Voice, { all, failures }: Tally): Markup {
  const { words, say } = voice;
  if (all.n === 0) return html`${words.headline.empty}`;
  if (all.failed === 0)
    return all.n === 1 ? html`${words.headline.oneFine}` : say(words.headline.none, { n: all.n });
  const [most, second] = ranked(failures, (n) => n);
  // Of more than a hundred the share per hundred is easier to grasp, unless it would be rounded away.
  const perHundred = Math.round((100 * all.failed) / all.n);
  const isRounded = all.n > 100 && perHundred > 0 && perHundred < 100;
  const finding =
    all.n === 1
      ? html`${words.headline.oneFailed}`
      : say(words.headline.of, isRounded ? { failed: perHundred, n: 100 } : { failed: all.failed, n: all.n });
  if (!most || (second && second[1] === most[1])) return finding;
  return html`${finding} ${say(words.headline.most, { failure: voice.inSentence(voice.failure(most[0]).name) })}`;
}

function leadOf(voice: Voice, { all, channels, languages }: Tally): Markup {
  const { words, say } = voice;
  if (all.n === 0) return html`<p class="lead">${words.lead.empty}</p>`;
  const read = say(words.lead.read, {
    n: all.n,
    channels: say(words.channelCount, { n: channels.size }),
    languages: say(words.languageCount, {
      n: Math.max(1, [...languages.keys()].filter((name) => name !== unnamedGroup).length),
    }),
  });
  const failed =
    all.failed > 0 ? say(words.lead.failed, { n: all.failed, range: voice.percents(wilson(all)) }) : html``;
  const shares = [...channels];
  const lagging = standsOut(shares, all);
  const lag = lagging
    ? say(words.lead.lag, {
        group: voice.channel(lagging[0]),
        share: percentOf(voice, lagging[1]),
        n: lagging[1].n,
      })
    : html`${shares.filter(([, { n }]) => n >= smallGroup).length > 1 ? words.lead.noLag : ""}`;
  return html`<p class="lead">${read} ${failed} ${all.n < smallGroup ? html`${words.lead.small}` : lag}</p>`;
}

function keyFigures(
  voice: Voice,
  { tally, waits, model }: Findings,
  counts: Parameters<typeof estimateCosts>[1],
): Markup {
  const { figures } = voice.words;
  const { all, manifold } = tally;
  const measured = [...waits.values()];
  const kept: Share = {
    n: measured.reduce((sum, { answered, unanswered }) => sum + answered + unanswered, 0),
    failed: measured.reduce((sum, { inTime }) => sum + inTime, 0),
  };
  const { total } = estimateCosts(model, counts);
  const figure = (name: string, value: Markup, note: Markup) =>
    html`<div><dt>${name}</dt><dd class="num">${value}</dd><dd class="meta">${note}</dd></div>`;
  const share = (name: string, note: string, of: Share, numbered: Numbered) =>
    of.n === 0
      ? figure(name, html`–`, html`${figures.unknown}`)
      : figure(
          name,
          html`${percentOf(voice, of)}`,
          html`${voice.link(voice.say(note, { failed: of.failed, n: of.n }), numbered)} <span class="ci">${voice.percents(wilson(of))}</span>`,
        );
  return html`<dl class="fig">${share(figures.failed, figures.failedNote, all, { atLeast: 1 })}${share(figures.kept, figures.keptNote, kept, { waits: ["in_time"] })}${share(
    figures.manifold,
    figures.manifoldNote,
    { n: all.n, failed: manifold },
    { atLeast: 2 },
  )}${figure(figures.cost, html`<span data-sum="total">${voice.money(total, model.currency)}</span>`, html`${figures.costNote}`)}</dl>`;
}

function failureList(voice: Voice, { tally, examples }: Findings): Markup {
  const { words } = voice;
  const rows = ranked(tally.failures, (n) => n);
  if (rows.length === 0) return html`<p class="quiet">${words.ten.none}</p>`;
  const { n } = tally.all;
  const items = rows.map(([failure, failed]) => {
    const example = examples.get(failure);
    const quote = example
      ? html`<q class="clip" dir="auto"${langOf(example)}>${spoken(preview(example.text, 90))}</q>`
      : html``;
    return html`<li class="${failed < 5 ? "few" : "usual"}"><span class="name">${voice.failure(failure).name}</span>${bar(failed, rows[0]![1])}<span class="value num">${voice.link(html`<b>${voice.number(failed)}</b>`, { failures: [failure] })} ${voice.percent(failed / n)} <i>${voice.percents(wilson({ n, failed }))}</i></span>${quote}</li>`;
  });
  const { table } = words;
  const cells = rows.map(([failure, failed]) => [
    html`${voice.failure(failure).name}`,
    voice.link(html`${voice.number(failed)}`, { failures: [failure] }),
    html`${voice.percent(failed / n)}`,
    html`${voice.percents(wilson({ n, failed }))}`,
  ]);
  return html`<ol class="bars">${items}</ol>${tableTwin(voice, html`${words.sections.failures}`, [table.failure, table.conversations, table.share, table.range], cells)}`;
}

function adviceList(voice: Voice, { advice, failures }: Tally): Markup {
  const { words, say } = voice;
  const main = ranked(advice, (n) => n).slice(0, mostAdvised);
  if (main.length === 0) return html`<p class="quiet">${words.advice.empty}</p>`;
  return html`<ol class="advice">${main.map(([kind, n]) => {
    const prevented = ranked(failures, (each) => each).filter(([failure]) => adviceFor(failure) === kind);
    const names = prevented.map(([failure]) => voice.failure(failure).name);
    return html`<li><h3>${names.slice(0, 3).join(" · ")}</h3><p class="meta">${voice.link(say(words.advice.concerned, { n }), { failures: prevented.map(([failure]) => failure) })}</p><ul>${words.advice.steps[kind].map((step) => html`<li>${step}</li>`)}</ul></li>`;
  })}</ol>`;
}

function ownParts(live: LiveOptions | null): { styles: string; script: string } {
  if (!live) return { styles: stylesheet("report.css"), script: reportScript() };
  const styles = stylesheet("report.css") + stylesheet("desk.css");
  return { styles: inLook(styles, live.look), script: reportScript() + deskScript() };
}

/** Whoever chose a look in the desk has chosen it for the page: what the system prefers is not asked then. */
function inLook(styles: string, look: LiveOptions["look"]): string {
  if (!look) return styles;
  const holds = (isSo: boolean) => (isSo ? "(min-width: 0)" : "(max-width: 0)");
  return styles
    .replaceAll("(prefers-color-scheme: dark)", holds(look === "dark"))
    .replaceAll("(prefers-contrast: more)", holds(look === "contrast"))
    .replace("color-scheme: light dark", `color-scheme: ${look === "dark" ? "dark" : "light"}`);
}

function stylesheet(name: string): string {
  return readFileSync(join(import.meta.dirname, name), "utf8");
}

/** The page's own style and script by their hash, and nothing else. */
export function pagePolicy(live: LiveOptions | null): string {
  const { styles, script } = ownParts(live);
  return `default-src 'none'; style-src '${hashOf(styles)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`;
}

function hashOf(content: string): string {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}
