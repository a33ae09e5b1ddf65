import { conversationFailures } from "#features/audit/audit.contract.ts";
import type { AnyFailure } from "#features/audit-harm/audit-harm.contract.ts";
import { allFailures } from "#features/audit-harm/harm.rules.ts";
import { leastConfidence, ranked, type Tally } from "#features/audit-tally/tally.rules.ts";
import { html, type Markup } from "#lib/html.ts";
import type { Findings } from "./report.page.ts";
import type { Voice } from "./report.words.ts";

/** What could not be judged wholly, and why. */
export function unjudgedList(voice: Voice, { partlyJudged, unjudged, undated }: Tally): Markup {
  const { words, say } = voice;
  if (partlyJudged === 0 && undated === 0) return html`<p>${words.unjudged.none}</p>`;
  const known = words.unjudged.reasons;
  const byReason = new Map<keyof typeof known, number>();
  for (const [reason, n] of unjudged) {
    const name = Object.hasOwn(known, reason) ? (reason as keyof typeof known) : "other";
    byReason.set(name, (byReason.get(name) ?? 0) + n);
  }
  const counted = (reason: keyof typeof known, n: number) =>
    reason === "other"
      ? html`${voice.number(n)}`
      : voice.link(html`${voice.number(n)}`, { unjudged: reason });
  return html`${partlyJudged > 0 ? html`<p>${voice.link(say(words.unjudged.some, { n: partlyJudged }), { unjudged: true })}</p>` : html``}${undated > 0 ? html`<p>${say(words.unjudged.undated, { n: undated })}</p>` : html``}
${
  byReason.size === 0
    ? html``
    : html`<table class="reasons"><thead><tr><th scope="col">${words.unjudged.reason}</th><th scope="col" class="num">${words.table.conversations}</th></tr></thead><tbody>${ranked(byReason, (n) => n).map(([reason, n]) => html`<tr><th scope="row">${known[reason]}</th><td class="num">${counted(reason, n)}</td></tr>`)}</tbody></table>`
}`;
}

/** How it was counted, and what is called a failure. */
export function method(voice: Voice, { tally, timeZone, live }: Findings): Markup {
  const { method: words } = voice.words;
  // A desk counts what shows in a conversation as a whole.
  const countable: readonly AnyFailure[] = live ? conversationFailures : allFailures;
  const definitions = countable
    .map((failure) => ({ failure, ...voice.failure(failure), n: tally.failures.get(failure) ?? 0 }))
    .toSorted((a, b) => b.n - a.n || a.name.localeCompare(b.name, voice.locale));
  return html`<div class="prose"><p>${voice.say(words.how, { confidence: voice.percent(leastConfidence) })}</p><p>${words.limits}</p><p>${words.ranges}</p><p>${voice.say(words.channels, { zone: timeZone })}</p><p>${words.waits}</p></div>
<details class="twin definitions"><summary>${words.definitions}</summary><dl>${definitions.map(
    ({ failure, name, meaning, n }) =>
      html`<div><dt>${name} <span class="meta">${n === 0 ? html`${words.notFound}` : voice.link(voice.say(words.found, { n }), { failures: [failure] })}</span></dt><dd>${meaning}</dd></div>`,
  )}</dl></details>`;
}
