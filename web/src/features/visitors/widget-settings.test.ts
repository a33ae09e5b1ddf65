import assert from "node:assert/strict";
import { test } from "node:test";
import { originOf, saySame, settingsToKeep, usualHours } from "./widget-settings.ts";

test("what is empty is left out, so that the desk's own words speak", () => {
  assert.deepEqual(settingsToKeep({ name: "  ", colour: null, greeting: "", origins: [], language: "nl" }), {
    language: "nl",
  });
  const hours = usualHours("Europe/Amsterdam");
  assert.deepEqual(settingsToKeep({ hours }).hours, hours);
  assert.equal(settingsToKeep({ hours: { ...hours, week: [] } }).hours, undefined);
});

test("an address of a page becomes its origin", () => {
  assert.equal(originOf("shop.example"), "https://shop.example");
  assert.equal(originOf(" https://Shop.example/tables?x=1 "), "https://shop.example");
  assert.equal(originOf("http://localhost:3000/"), "http://localhost:3000");
  assert.equal(originOf("two words"), null);
  assert.equal(originOf(""), null);
});

test("the order in which keys come back is no change", () => {
  const hours = usualHours("Europe/Amsterdam");
  const again = {
    closed: [],
    week: hours.week.map(({ day, from, to }) => ({ to, day, from })),
    time_zone: hours.time_zone,
  };
  assert.equal(saySame({ name: "Chat", hours }, { hours: again, name: "Chat" }), true);
  assert.equal(saySame({ name: "Chat" }, { name: "Chats" }), false);
});
