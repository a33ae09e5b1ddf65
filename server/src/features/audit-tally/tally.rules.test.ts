import assert from "node:assert/strict";
import { test } from "node:test";
import type { Audited, AuditFinding, Transcript, Turn } from "#features/audit/audit.contract.ts";
import {
  calendarIn,
  count,
  countedOf,
  emptyTally,
  failuresOf,
  otherGroup,
  standsOut,
  wilson,
} from "./tally.rules.ts";
import { countWait, firstResponseOf, quantile, type Waits } from "./waits.rules.ts";
import { keepIfWorst, masked, type Shelf, toRead } from "./worst.rules.ts";

const monday = Date.UTC(2026, 8, 7, 9, 30);
const second = 1_000;

test("each conversation counts once where it began, and each failure once", () => {
  const tally = tallyOf([
    [
      talk({ id: "a", team: "Orders" }),
      judged("a", ["ignored_message"], ["blames_customer", "blames_customer"]),
    ],
    [talk({ id: "b", channel: "email", lang: "nl-BE", at: monday + 86_400_000 }), judged("b", [])],
    [talk({ id: "c", lang: null }), judged("c", ["ignored_message"], [], ["no_times", "no_times"])],
  ]);
  assert.deepEqual(tally.all, { n: 3, failed: 2 });
  assert.equal(tally.manifold, 1);
  assert.deepEqual(
    [...tally.failures],
    [
      ["ignored_message", 2],
      ["blames_customer", 1],
    ],
  );
  assert.deepEqual(
    [...tally.channels],
    [
      ["chat", { n: 2, failed: 2 }],
      ["email", { n: 1, failed: 0 }],
    ],
  );
  assert.deepEqual([...tally.languages.keys()], ["en", "nl", ""]);
  assert.deepEqual(tally.teams.get("Orders"), { n: 1, failed: 1 });
  assert.deepEqual(
    tally.weekdays.map(({ n }) => n),
    [2, 1, 0, 0, 0, 0, 0],
  );
  assert.equal(tally.broughtBack, 2);
  assert.deepEqual([tally.partlyJudged, tally.unjudged.get("no_times")], [1, 1]);
});

test("a message's failure that is hardly likely does not count, a label of the conversation always does", () => {
  const audited: Audited = {
    id: "a",
    labels: ["unresolved_close"],
    findings: [finding("negative_language", 1, 0.3), finding("unresolved_close", 1, 0.3)],
    unjudged: [],
  };
  assert.deepEqual(failuresOf(audited), ["unresolved_close"]);
});

test("hours and weeks follow the clocks of the place, through the change to winter time", () => {
  const inStockholm = calendarIn("Europe/Stockholm");
  assert.deepEqual(inStockholm(Date.UTC(2026, 9, 24, 22, 30)), { hour: 0, weekday: 6, monday: 20_745 });
  assert.equal(inStockholm(Date.UTC(2026, 9, 25, 22, 30)).hour, 23);
  assert.equal(new Date(20_745 * 86_400_000).toISOString().slice(0, 10), "2026-10-19");
});

test("a conversation without times is counted everywhere but in time", () => {
  const timeless = talk({ id: "a" });
  for (const turn of timeless.turns) turn.at = null;
  const tally = tallyOf([[timeless, judged("a", ["ignored_message"])]]);
  assert.deepEqual([tally.all.n, tally.undated, tally.firstAt], [1, 1, null]);
  assert.equal(
    tally.hours.some(({ n }) => n > 0),
    false,
  );
});

test("names from files cannot fill the memory", () => {
  const many = Array.from({ length: 300 }, (_, index): [Transcript, Audited] => [
    talk({ id: `${index}`, team: `team ${index}` }),
    judged(`${index}`, []),
  ]);
  const { teams } = tallyOf(many);
  assert.equal(teams.size, 201);
  assert.equal(teams.get(otherGroup)?.n, 100);
});

test("the likely range of a share is Wilson's", () => {
  const rounded = wilson({ n: 50, failed: 10 }).map((each) => Math.round(each * 1_000) / 1_000);
  assert.deepEqual(rounded, [0.112, 0.33]);
  assert.equal(wilson({ n: 10, failed: 0 })[0], 0);
});

test("a group stands out only beyond chance, and never when it is small", () => {
  const all = { n: 220, failed: 70 };
  assert.equal(
    standsOut(
      [
        ["a", { n: 100, failed: 50 }],
        ["b", { n: 120, failed: 20 }],
      ],
      all,
    )?.[0],
    "a",
  );
  assert.equal(
    standsOut(
      [
        ["a", { n: 100, failed: 35 }],
        ["b", { n: 120, failed: 35 }],
      ],
      all,
    ),
    null,
  );
  assert.equal(
    standsOut(
      [
        ["a", { n: 10, failed: 10 }],
        ["b", { n: 210, failed: 60 }],
      ],
      all,
    ),
    null,
  );
});

test("the wait ends with a person's words; receipts do not count, a bot only where nobody came", () => {
  const receipt = turn("system", 1, "We got it.", "auto_ack");
  const bot = turn("bot", 2, "Hello, I am the assistant.");
  const agent = turn("agent", 90, "Good morning.");
  const asked = turn("customer", 0, "Where is it?");
  const waited = (turns: Turn[]) =>
    firstResponseOf({ ...talk({ id: "a" }), turns, observedUntil: monday + 300 * second });
  assert.deepEqual(waited([asked, receipt, bot, agent]), {
    channel: "chat",
    ms: 90 * second,
    answered: true,
  });
  assert.deepEqual(waited([asked, receipt, bot]), { channel: "chat", ms: 2 * second, answered: true });
  assert.deepEqual(waited([asked, receipt]), { channel: "chat", ms: 300 * second, answered: false });
  assert.equal(waited([agent]), null);
  assert.equal(waited([turn("system", 0, "", "queue"), agent])?.ms, 90 * second);
});

test("what comes at the promised moment is in time, and the half lies where half of them lie", () => {
  const waits = new Map<string, Waits>();
  for (const seconds of [10, 20, 40, 60, 61, 7_200]) {
    countWait(waits, { channel: "chat", ms: seconds * second, answered: true });
  }
  countWait(waits, { channel: "chat", ms: 9_000 * second, answered: false });
  const chat = waits.get("chat")!;
  assert.deepEqual([chat.answered, chat.inTime, chat.unanswered, chat.longestMs], [6, 4, 1, 7_200 * second]);
  const half = quantile(chat, 0.5)!;
  assert.ok(Math.abs(half - 40 * second) < 4 * second, `${half}`);
  assert.equal(quantile(chat, 1), 7_200 * second);
});

test("the ten to read are the worst, but not ten times the same failure", () => {
  const shelf: Shelf = new Map();
  for (let index = 0; index < 50; index++) {
    const id = `rude-${String(index).padStart(2, "0")}`;
    keepIfWorst(shelf, talk({ id }), judged(id, [], ["rude_or_offensive"]), null);
  }
  keepIfWorst(shelf, talk({ id: "late" }), judged("late", ["long_first_response"]), null);
  keepIfWorst(shelf, talk({ id: "fine" }), judged("fine", []), null);
  const ids = toRead(shelf).map(({ id }) => id);
  assert.equal(ids.length, 10);
  assert.equal(ids[0], "rude-00");
  assert.ok(ids.includes("late"));
  assert.ok(!ids.includes("fine"));
});

test("of a long conversation its beginning, its end and the failing turns stay", () => {
  const shelf: Shelf = new Map();
  const turns = Array.from({ length: 500 }, (_, index) => turn("customer", index, `turn ${index}`));
  const audited = {
    ...judged("long", ["ignored_message"]),
    findings: [finding("ignored_message", 250, 0.9)],
  };
  keepIfWorst(shelf, { ...talk({ id: "long" }), turns }, audited, null);
  const [kept] = toRead(shelf);
  const texts = kept!.turns.map((each) => (typeof each === "number" ? each : each.text));
  assert.equal(texts[0], "turn 0");
  assert.ok(texts.includes("turn 250"));
  assert.equal(texts.at(-1), "turn 499");
  assert.equal(
    texts.filter((each) => typeof each === "number").reduce((sum, n) => sum + n, 0),
    460,
  );
});

test("card numbers are masked, order numbers are not", () => {
  assert.equal(masked("4111 1111-1111 1111, bye"), "•••• 1111, bye");
  assert.equal(masked("order 4111111111111112"), "order 4111111111111112");
});

function tallyOf(list: [Transcript, Audited][]) {
  const tally = emptyTally();
  for (const [transcript, audited] of list) {
    const first = firstResponseOf(transcript);
    count(tally, countedOf(transcript, audited, first), calendarIn("UTC"));
  }
  return tally;
}

function talk(of: {
  id: string;
  channel?: string;
  lang?: string | null;
  team?: string;
  at?: number;
}): Transcript {
  const { id, channel = "chat", lang = "en", team = null, at = monday } = of;
  const turns = [turn("customer", 0, "Where is it?"), turn("agent", 30, "On its way.")];
  for (const each of turns) Object.assign(each, { channel, at: each.at! - monday + at });
  return { id, lang, channels: [channel], observedUntil: null, turns, team };
}

function turn(speaker: Turn["speaker"], seconds: number, text: string, event: Turn["event"] = null): Turn {
  return { at: monday + seconds * second, channel: "chat", speaker, agentId: null, event, text };
}

function judged(
  id: string,
  labels: Audited["labels"],
  messages: AuditFinding["label"][] = [],
  unjudged: string[] = [],
): Audited {
  return { id, labels, findings: messages.map((label) => finding(label, 1, 0.8)), unjudged };
}

function finding(label: AuditFinding["label"], at: number, confidence: number): AuditFinding {
  return { label, turn: at, confidence, explanation: "" };
}
