import assert from "node:assert/strict";
import { test } from "node:test";
import { lastDays, numberSearch, numberText, reportSearch } from "./report-search.ts";

test("of an address only what the report knows is kept; own days need a beginning and an end", () => {
  assert.deepEqual(reportSearch({ days: 7, inbox: "inb_1", foo: "x" }), { days: 7, inbox: "inb_1" });
  assert.deepEqual(reportSearch({ from: "2026-11-01", to: "2026-11-07", days: 90 }), {
    from: "2026-11-01",
    to: "2026-11-07",
  });
  assert.deepEqual(reportSearch({ from: "2026-11-01", days: "no" }), {});
});

test("a number's filters are text again, whatever the address made of them", () => {
  const search = numberSearch({ hour: 0, weekday: "6", failure: "ignored_message", channel: ["a"] });
  assert.deepEqual(numberText(search), {
    hour: "0",
    weekday: "6",
    failure: "ignored_message",
  });
});

test("seven days are today and the six before it", () => {
  assert.deepEqual(lastDays(7, new Date(2026, 2, 3, 12).getTime()), { from: "2026-02-25", to: "2026-03-03" });
});
