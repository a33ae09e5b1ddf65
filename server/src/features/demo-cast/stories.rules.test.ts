import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "#lib/seeded.ts";
import { demoLanguages, lateNumbers, nameCount, personaOf } from "./personas.rules.ts";
import { demoPlaces, placeFor } from "./places.rules.ts";
import { isOnShift, nextOnShift, onShift, shopTime, staff } from "./staff.rules.ts";
import { lineOf, parseStories, phrase, stepSaid, tell } from "./stories.rules.ts";
import { readPhrases, readStories } from "./stories.ts";

const stories = readStories();
const phrases = readPhrases();
const noon = Date.parse("2026-11-25T11:00:00Z");

test("there are at least sixty stories, at least twelve in every language, each told once", () => {
  assert.ok(stories.length >= 60, `${stories.length} stories`);
  for (const language of demoLanguages) {
    const own = stories.filter((story) => story.language === language);
    assert.ok(own.length >= 12, `${own.length} in ${language}`);
    assert.equal(new Set(own.map((story) => story.subject)).size, own.length, `subjects of ${language}`);
  }
  assert.equal(new Set(stories.map((story) => story.id)).size, stories.length);
});

test("every story begins with the customer, ends closed, and lies in an inbox that exists", () => {
  for (const { id, subject, steps, channels, tags } of stories) {
    assert.ok(subject.length > 0, `${id} has a subject`);
    assert.equal(steps[0]?.sign, "customer", id);
    assert.ok(["resolved", "closed"].includes(steps.at(-1)!.sign), id);
    for (const channel of channels)
      assert.ok(demoPlaces.includes(placeFor(channel, tags)), `${id}, ${channel}`);
    for (const { mention } of steps)
      assert.ok(mention === null || staff.some((each) => each.key === mention), `${id} calls ${mention}`);
  }
});

test("good service and bad: stories show the failures, and the half of them none", () => {
  const failures = new Set(stories.flatMap((story) => story.failures));
  for (const each of [
    "F01",
    "F05",
    "F07",
    "F08",
    "F14",
    "F15",
    "F20",
    "F21",
    "F24",
    "F26",
    "F28",
    "F31",
    "F35",
    "F39",
  ])
    assert.ok(failures.has(each), each);
  for (const each of failures) assert.match(each, /^F(0[1-9]|[1-4]\d|5[01])$/);
  const good = stories.filter((story) => story.failures.length === 0).length;
  assert.ok(
    good > stories.length / 4 && good < (3 * stories.length) / 4,
    `${good} of ${stories.length} are good`,
  );
});

test("no gap stays open, whoever tells it and wherever", () => {
  for (const story of stories)
    for (const number of [10_100, 10_477, lateNumbers + 5])
      for (const channel of story.channels)
        for (const index of story.steps.keys()) {
          const line = lineOf(story, index, personaOf(number, story.language), { agent: "Noor", channel });
          assert.doesNotMatch(line, /[{}[\]]| {2}|^\s|\s$/, `${story.id}, step ${index}`);
          assert.ok(line.length > 0, `${story.id}, step ${index}`);
        }
});

test("a line that stands on the screen finds its step again, and other words find none", () => {
  for (const story of stories) {
    const persona = personaOf(10_250, story.language);
    for (const [index, { sign }] of story.steps.entries()) {
      if (sign !== "customer" && sign !== "member") continue;
      const said = { agent: "Sanne", channel: story.channels[0]! };
      const text = lineOf(story, index, persona, said);
      assert.equal(stepSaid(story, persona, { text, sign, ...said }), index, `${story.id}, step ${index}`);
    }
    const other = { text: "Something else.", sign: "member", agent: "Sanne", channel: "web-chat" } as const;
    assert.equal(stepSaid(story, persona, other), -1);
  }
});

test("what is said outside stories is there in every language, and nothing more", () => {
  const keys = Object.keys(phrases.get("en")!).sort();
  assert.ok(keys.length >= 16);
  for (const language of demoLanguages) {
    const own = phrases.get(language)!;
    assert.deepEqual(Object.keys(own).sort(), keys, language);
    for (const key of keys) {
      assert.equal(own[key]!.length, phrases.get("en")![key]!.length, `${language}, ${key}`);
      const slots = { name: "A B", first: "A", agent: "C", order: "20418", day: "D" };
      for (const occasion of ["1", "2", "3", "4"])
        assert.doesNotMatch(phrase(own, key, slots, occasion), /[{}[\]]/, `${language}, ${key}`);
    }
  }
});

test("a story that cannot be read says where", () => {
  assert.throws(() => parseStories("nl", "# a | web-chat | x | -\n= S\n> one\n? two"), /nl, line 4/);
});

test("choices and gaps are filled in, and what has no word stays to be seen", () => {
  assert.equal(tell("[Hi|Hi] {first}, {nothing}", { first: "Maud" }, seeded("x")), "Hi Maud, {nothing}");
});

test("nobody shares a name, an address, a number or a handle with anybody else", () => {
  const people = Array.from({ length: 600 }, (_, i) => personaOf(10_100 + i));
  const late = Array.from({ length: 2000 }, (_, i) => personaOf(lateNumbers + i));
  for (const language of demoLanguages) assert.ok(nameCount(language) >= 600, language);
  assert.equal(new Set(people.map((each) => `${each.language} ${each.name}`)).size, people.length);
  for (const key of ["email", "phone", "handle"] as const) {
    assert.equal(new Set(people.map((each) => each[key])).size, people.length, key);
    if (key === "email") assert.equal(new Set([...people, ...late].map((each) => each[key])).size, 2600);
  }
  for (const each of [...people, ...late]) {
    assert.match(each.email, /^[a-z.]+\d*@[a-z]+\.example$/);
    assert.deepEqual(personaOf(each.number), each);
  }
});

test("somebody is always there, and shifts follow the shop's clock", () => {
  const noor = staff[0]!;
  assert.deepEqual(shopTime(noon), { day: 3, hour: 12 });
  assert.ok(isOnShift(noor, noon));
  assert.ok(!isOnShift(noor, noon + 8 * 3_600_000));
  assert.equal(new Date(nextOnShift(noor, noon + 8 * 3_600_000)).toISOString(), "2026-11-26T07:00:00.000Z");
  for (let hour = 0; hour < 24 * 7; hour++) assert.ok(onShift(noon + hour * 3_600_000).length >= 4);
});
