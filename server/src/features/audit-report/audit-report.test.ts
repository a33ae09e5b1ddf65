import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Audited, Transcript } from "#features/audit/audit.contract.ts";
import { allFailures } from "#features/audit-harm/harm.rules.ts";
import { reportLanguages } from "./audit-report.contract.ts";
import { openReport } from "./audit-report.ts";
import de from "./words/de.json" with { type: "json" };
import en from "./words/en.json" with { type: "json" };
import it from "./words/it.json" with { type: "json" };
import nl from "./words/nl.json" with { type: "json" };
import sv from "./words/sv.json" with { type: "json" };

const now = Date.UTC(2026, 10, 2, 9, 30);
const monday = Date.UTC(2026, 8, 7, 9, 30);
const others = { nl, sv, it, de };

test("the title is the finding", () => {
  const page = pageOf([
    ...failing(37, "long_first_response"),
    ...failing(2, "ignored_message", 37),
    ...fine(61),
  ]);
  assert.match(
    page,
    /<title>39 of 100 conversations failed the customer\. Most often: answered too late\.<\/title>/,
  );
  assert.match(page, /<b>37<\/b> 37%/);
  const many = pageOf([...failing(74, "long_first_response"), ...fine(126)]);
  assert.match(many, /<h1>37 of 100 conversations/);
});

test("nothing read, one read, none failing: the page says so and claims nothing", () => {
  const empty = pageOf([]);
  assert.match(empty, /<h1>There is nothing to judge yet\.<\/h1>/);
  assert.doesNotMatch(empty, /NaN|Infinity|undefined|id="costs"/);
  const one = pageOf(failing(1, "ignored_message"));
  assert.match(one, /<h1>The one conversation that was read failed the customer\./);
  assert.match(one, /The conversation to read first/);
  const good = pageOf(fine(3));
  assert.match(good, /<h1>In 3 conversations, no failure was found\.<\/h1>/);
  for (const page of [one, good]) assert.doesNotMatch(page, /NaN|Infinity|undefined|\[object/);
});

test("what customers, files and teams are called cannot become markup, nor turn the page around", () => {
  const hostile = `</script><script>alert(1)</script><img src=x onerror="a()">'"&\u202e\u0000\u0007\ud800`;
  const [[transcript, audited]] = failing(1, "ignored_message") as [[Transcript, Audited]];
  transcript.id = hostile;
  transcript.team = hostile;
  transcript.lang = `en"><script>`;
  transcript.channels = [hostile];
  for (const turn of transcript.turns)
    Object.assign(turn, { text: hostile, channel: hostile, agentId: hostile });
  audited.findings[0]!.values = { waited: Number.NaN, limit: -1, [hostile]: 3, count: 1e300, at: 9e99 };
  const report = openReport({ language: "en", title: hostile, now });
  report.add(transcript, { ...audited, unjudged: [hostile] });
  report.add({ ...transcript, team: "x" }, audited);
  const page = report.html();
  assert.equal(page.match(/<script/g)?.length, 1);
  assert.doesNotMatch(page, /<img|<[^>]*\sonerror="a/);
  for (const control of ["\u0000", "\u0007"]) assert.ok(!page.includes(control));
  assert.ok(page.isWellFormed());
  const unisolated = page.replace(/<bdi>[^<]*<\/bdi>/g, "");
  assert.ok(page.includes("\u202e") && !unisolated.includes("\u202e"), "direction marks stay inside bdi");
});

test("the page loads nothing: its policy allows its own style and script by their hash, and nothing else", () => {
  const page = pageOf(failing(3, "rude_or_offensive"));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!;
  const hashOf = (tag: string) => {
    const content = page.slice(page.indexOf(`<${tag}>`) + tag.length + 2, page.indexOf(`</${tag}>`));
    return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
  };
  assert.equal(
    policy,
    `default-src 'none'; style-src ${hashOf("style")}; script-src ${hashOf("script")}; base-uri 'none'; form-action 'none'`,
  );
  assert.doesNotMatch(page, /https?:\/\/|<link|<iframe|\sstyle="|\son[a-z]+="/);
});

test("the page of files leads nowhere: its numbers are no links, and it talks to no page around it", () => {
  const page = pageOf([...failing(30, "ignored_message"), ...fine(30)]);
  assert.doesNotMatch(page, /target=|class="number"|postMessage|href="[^#]/);
});

test("the same conversations give the same page, in whatever order they come", () => {
  const conversations = [
    ...failing(15, "ignored_message"),
    ...failing(15, "rude_or_offensive", 15),
    ...fine(20),
  ];
  assert.equal(pageOf(conversations), pageOf(conversations));
  const pictures = (page: string) => page.slice(page.indexOf('id="groups"'));
  assert.equal(pictures(pageOf(conversations)), pictures(pageOf(conversations.toReversed())));
});

test("identifiers of the taxonomy are shown to nobody", () => {
  const page = pageOf(allFailures.flatMap((failure, index) => failing(2, failure, index * 2)));
  const visible = page.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>|<[^>]*>/g, " ");
  for (const failure of allFailures) assert.doesNotMatch(visible, new RegExp(`\\b${failure}\\b`));
  assert.doesNotMatch(visible, /[a-z]_[a-z]|\{[a-zA-Z]+\}/);
});

test("five languages say everything, and none says it in English", () => {
  const english = leaves(en);
  for (const [language, words] of Object.entries(others)) {
    const own = leaves(words);
    assert.deepEqual([...own.keys()], [...english.keys()], language);
    for (const [key, text] of own) {
      const placeholders = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(String).toSorted();
      if (!key.endsWith(".one"))
        assert.deepEqual(placeholders(text), placeholders(english.get(key)!), `${language} ${key}`);
      const isSentence =
        text
          .replace(/\{\w+\}/g, "")
          .split(/[\s,]+/)
          .filter((word) => word.length > 2).length > 1;
      if (isSentence) assert.notEqual(text, english.get(key), `${language} ${key} is still English`);
    }
  }
});

test("numbers, dates and names of languages are those of the page's language", () => {
  const conversations = [...failing(1_300, "ignored_message"), ...fine(1_300)];
  const german = pageOf(conversations, "de");
  assert.match(german, /<html lang="de">/);
  assert.match(german, /2\.600 Gespräche wurden gelesen/);
  assert.match(german, /7\. September/);
  assert.match(german, /Englisch/);
  assert.match(german, /50\s%/);
  assert.match(pageOf(conversations, "sv"), /2\s600 samtal/);
  for (const language of reportLanguages)
    assert.match(pageOf(failing(1, "blames_customer"), language), /^<!doctype html>/);
});

test("a failing turn is marked, with what is wrong with it and since when", () => {
  const [[transcript, audited]] = failing(1, "long_first_response") as [[Transcript, Audited]];
  audited.findings[0]!.values = { waited: 12_000_000, limit: 300_000 };
  const report = openReport({ language: "en", now });
  report.add(transcript, audited);
  const page = report.html();
  assert.match(page, /<li class="agent failing">/);
  assert.match(
    page,
    /<b>Answered too late\.<\/b>[^<]*<span class="facts">\(after 3 hrs 20 mins, limit 5 mins\)/,
  );
});

test("twenty times as many conversations take no more room", () => {
  const lengthOf = (n: number) => {
    const report = openReport({ language: "en", now });
    const [[transcript, audited]] = failing(1, "ignored_message") as [[Transcript, Audited]];
    for (let index = 0; index < n; index++)
      report.add({ ...transcript, id: `c-${index % 10}`, team: `t ${index}` }, audited);
    return report.html().length;
  };
  assert.ok(lengthOf(20_000) < lengthOf(1_000) * 1.05);
});

function pageOf(
  conversations: [Transcript, Audited][],
  language: (typeof reportLanguages)[number] = "en",
): string {
  const report = openReport({ language, title: "Halder & Roos", now });
  for (const [transcript, audited] of conversations) report.add(transcript, audited);
  return report.html();
}

function failing(n: number, label: Audited["findings"][number]["label"], from = 0): [Transcript, Audited][] {
  return Array.from({ length: n }, (_, index) => {
    const id = `c-${String(from + index).padStart(4, "0")}`;
    return [
      talk(id),
      { id, labels: [], findings: [{ label, turn: 1, confidence: 0.9, explanation: "" }], unjudged: [] },
    ];
  });
}

function fine(n: number): [Transcript, Audited][] {
  return Array.from({ length: n }, (_, index) => {
    const id = `f-${String(index).padStart(4, "0")}`;
    return [talk(id), { id, labels: [], findings: [], unjudged: [] }];
  });
}

function talk(id: string): Transcript {
  const turn = { channel: "chat", agentId: null, event: null };
  return {
    id,
    lang: "en",
    channels: ["chat"],
    observedUntil: null,
    team: null,
    turns: [
      { ...turn, at: monday, speaker: "customer", text: "Where is my parcel, please?" },
      { ...turn, at: monday + 30_000, speaker: "agent", agentId: "noor", text: "It is on its way to you." },
    ],
  };
}

/** Every text by where it stands. */
function leaves(words: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]: [string, string | object]) => {
      const place = path === "" ? key : `${path}.${key}`;
      return typeof value === "string" ? [[place, value] as const] : [...leaves(value, place)];
    }),
  );
}
