import type { CostModel, Range } from "#features/audit-harm/audit-harm.contract.ts";
import {
  type Assumption,
  assumptions,
  type CostCounts,
  estimateCosts,
} from "#features/audit-harm/costs.rules.ts";
import { allFailures, bringsBack } from "#features/audit-harm/harm.rules.ts";
import { smallGroup } from "#features/audit-tally/tally.rules.ts";
import { promisedChannels } from "#features/audit-tally/waits.rules.ts";
import { html, type Markup } from "#lib/html.ts";
import type { Numbered } from "./audit-report.contract.ts";
import type { Voice } from "./report.words.ts";

const lines = [
  ["work", "broughtBack"],
  ["leaving", "failed"],
  ["social", "socialLate"],
] as const;

/** The conversations behind what is multiplied. */
const behind: Readonly<Record<keyof CostCounts, Numbered>> = {
  broughtBack: { failures: allFailures.filter(bringsBack) },
  failed: { atLeast: 1 },
  socialLate: {
    channels: promisedChannels.filter((channel) => channel.startsWith("social")),
    waits: ["late", "unanswered"],
  },
};

/** What the conversations cost by the stated model, and the model itself, to be changed where a script may run. */
export function costSection(voice: Voice, model: CostModel, counts: CostCounts, all: number): Markup {
  const { costs: words } = voice.words;
  const sums = estimateCosts(model, counts);
  const perThousand = estimateCosts(model, {
    broughtBack: (counts.broughtBack * 1_000) / all,
    failed: (counts.failed * 1_000) / all,
    socialLate: (counts.socialLate * 1_000) / all,
  }).total;
  const sum = (name: string, range: Range) =>
    html`<span class="sum" data-sum="${name}">${voice.money(range, model.currency)}</span>`;
  const finding =
    sums.total[1] === 0
      ? html`${words.findingNone}`
      : voice.say(words.finding, { range: sum("total", sums.total) });
  const note =
    all < smallGroup
      ? html`${words.smallBase}`
      : voice.say(words.perThousand, { range: sum("thousand", perThousand) });
  return html`<p class="finding">${finding} <span class="meta">${note}</span></p>
<div class="scroll" tabindex="0" role="group" aria-label="${words.line}"><table class="sums"><thead><tr><th scope="col">${words.line}</th><th scope="col">${words.how}</th><th scope="col" class="num">${words.sum}</th></tr></thead>
<tbody>${lines.map(
    ([line, counted]) =>
      html`<tr><th scope="row">${words.lines[line]}</th><td>${voice.say(words.hows[line], {
        n: voice.link(html`${voice.number(counts[counted])}`, behind[counted]),
      })}</td><td class="num">${sum(line, sums[line])}</td></tr>`,
  )}</tbody><tfoot><tr><th scope="row" colspan="2">${words.total}</th><td class="num">${sum("total", sums.total)}</td></tr></tfoot></table></div>
<form id="model" data-counts="${JSON.stringify(counts)}" data-all="${all}" data-locale="${voice.locale}" data-currency="${model.currency}">
<div class="scroll" tabindex="0" role="group" aria-label="${words.assumption}"><table class="model"><thead><tr><th scope="col">${words.assumption}</th><th scope="col">${words.low}</th><th scope="col">${words.high}</th><th scope="col">${words.source}</th></tr></thead>
<tbody>${assumptions.map((name) => assumptionRow(voice, model, name))}</tbody></table></div></form>
<p class="meta">${words.notCounted}</p>`;
}

function assumptionRow(voice: Voice, model: CostModel, name: Assumption): Markup {
  const { costs: words } = voice.words;
  const label = voice.say(words.assumptions[name], { currency: model.currency });
  // People think of shares in per cent.
  const scale = name === "leavingShare" ? 100 : 1;
  const field = (end: "low" | "high") =>
    html`<td data-label="${words[end]}"><input type="number" min="0" step="any" disabled name="${name}-${end}" data-scale="${scale}" value="${Number((model[name][end === "low" ? 0 : 1] * scale).toPrecision(6))}" aria-label="${label}: ${words[end]}"></td>`;
  return html`<tr><th scope="row">${label}</th>${field("low")}${field("high")}<td class="source">${words.assumptionSources[name]}</td></tr>
`;
}

/** Niceties only: the page can be read without it. The sums come from the very function the server used. */
export function reportScript(): string {
  return `"use strict";
const estimateCosts = ${estimateCosts.toString()};
const names = ${JSON.stringify(assumptions)};
const form = document.getElementById("model");
if (form) {
  const counts = JSON.parse(form.dataset.counts);
  const money = new Intl.NumberFormat(form.dataset.locale, { style: "currency", currency: form.dataset.currency, maximumFractionDigits: 0 });
  const fields = [...form.querySelectorAll("input")];
  const value = (name, end) => {
    const field = form.elements[name + "-" + end];
    const given = field.valueAsNumber;
    const isUsable = Number.isFinite(given) && given >= 0;
    field.setAttribute("aria-invalid", String(!isUsable));
    return (isUsable ? given : Number(field.defaultValue)) / Number(field.dataset.scale);
  };
  const show = () => {
    const model = {};
    for (const name of names) {
      const both = [value(name, "low"), value(name, "high")];
      model[name] = [Math.min(...both), Math.max(...both)];
    }
    const thousand = {};
    for (const [name, n] of Object.entries(counts)) thousand[name] = (n * 1000) / Number(form.dataset.all);
    const sums = { ...estimateCosts(model, counts), thousand: estimateCosts(model, thousand).total };
    for (const place of document.querySelectorAll("[data-sum]")) {
      const [low, high] = sums[place.dataset.sum];
      place.textContent = low === high ? money.format(low) : money.formatRange(low, high);
    }
  };
  for (const field of fields) {
    field.disabled = false;
    field.addEventListener("input", show);
  }
}
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll(".ten details, .definitions")) each.open = true;
});
`;
}

/**
 * What the page tells the desk around it, and the one thing the desk may ask of it. It names addresses only; whether the
 * desk goes there is the desk's to decide. Without the desk, or without a script, each link is a link.
 */
export function deskScript(): string {
  return `if (parent !== self) {
  const tell = (message) => parent.postMessage({ from: "audit-report", ...message }, "*");
  addEventListener("click", (event) => {
    const link = event.target.closest("a[target=_top]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    tell({ goTo: link.getAttribute("href") });
  });
  // Keys that the page has no use for are the desk's.
  addEventListener("keydown", (event) => {
    const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
    const isPalette = (ctrlKey || metaKey) && key.toLowerCase() === "k";
    const isLetter = !ctrlKey && !metaKey && !altKey && /^(\\S|Escape)$/u.test(key) && !event.target.closest("input");
    if (!isPalette && !isLetter) return;
    if (isPalette) event.preventDefault();
    tell({ press: { key, code, ctrlKey, metaKey, shiftKey, altKey } });
  });
  addEventListener("message", (event) => {
    if (event.source === parent && event.data === "print") print();
  });
  tell({ isShown: true });
}
`;
}
