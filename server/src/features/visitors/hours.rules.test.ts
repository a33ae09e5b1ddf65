import assert from "node:assert/strict";
import { test } from "node:test";
import { afterOpenTime, hoursNow } from "./hours.rules.ts";
import type { OpeningHours } from "./visitors.contract.ts";

const week = [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "21:00" }));
const shop: OpeningHours = { time_zone: "Europe/Amsterdam", week, closed: ["2026-12-25"] };
const at = Date.parse;
const hour = 60 * 60_000;

test("open until the evening, in the shop's zone", () => {
  assert.deepEqual(hoursNow(shop, at("2026-11-25T14:24:00Z")), {
    open: true,
    closes_at: "2026-11-25T20:00:00.000Z",
    opens_at: null,
  });
});

test("the minute of opening is open, the minute of closing is not", () => {
  assert.equal(hoursNow(shop, at("2026-11-25T08:00:00Z"))?.open, true);
  assert.equal(hoursNow(shop, at("2026-11-25T07:59:59Z"))?.open, false);
  assert.equal(hoursNow(shop, at("2026-11-25T20:00:00Z"))?.open, false);
});

test("over the weekend it opens on Monday, and over a holiday the day after", () => {
  assert.equal(hoursNow(shop, at("2026-11-28T12:00:00Z"))?.opens_at, "2026-11-30T08:00:00.000Z");
  assert.equal(hoursNow(shop, at("2026-12-24T21:00:00Z"))?.opens_at, "2026-12-28T08:00:00.000Z");
});

test("when the clocks change, nine o'clock stays nine o'clock", () => {
  const daily = { ...shop, week: [6, 7].map((day) => ({ day, from: "09:00", to: "10:00" })) };
  assert.equal(hoursNow(daily, at("2026-10-24T09:00:00Z"))?.opens_at, "2026-10-25T08:00:00.000Z");
  assert.equal(hoursNow(daily, at("2027-03-27T10:00:00Z"))?.opens_at, "2027-03-28T07:00:00.000Z");
});

test("midnight to midnight every day never closes", () => {
  const always = {
    time_zone: "Asia/Kolkata",
    week: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: "00:00", to: "24:00" })),
  };
  assert.deepEqual(hoursNow(always, at("2026-11-25T14:24:00Z")), {
    open: true,
    closes_at: null,
    opens_at: null,
  });
});

test("two shifts with a break between", () => {
  const split = {
    time_zone: "Europe/Rome",
    week: [
      { day: 3, from: "09:00", to: "13:00" },
      { day: 3, from: "15:00", to: "19:00" },
    ],
  };
  assert.equal(hoursNow(split, at("2026-11-25T13:00:00Z"))?.opens_at, "2026-11-25T14:00:00.000Z");
});

test("without hours nothing is said, and all time is open", () => {
  assert.equal(hoursNow(null, 0), null);
  assert.equal(afterOpenTime(null, 1000, hour), 1000 + hour);
});

test("a promise made in the evening goes on in the morning", () => {
  assert.equal(afterOpenTime(shop, at("2026-11-25T19:30:00Z"), hour), at("2026-11-26T08:30:00Z"));
  assert.equal(afterOpenTime(shop, at("2026-11-28T12:00:00Z"), 13 * hour), at("2026-12-01T09:00:00Z"));
});

test("a shop that is never open, and a zone that nobody knows, break nothing", () => {
  const never = { time_zone: "Europe/Paris", week: [] };
  assert.deepEqual(hoursNow(never, 0), { open: false, closes_at: null, opens_at: null });
  assert.ok(afterOpenTime(never, 0, hour) > hour);
  assert.notEqual(hoursNow({ ...shop, time_zone: "Moon/Copernicus" }, at("2026-11-25T14:00:00Z")), null);
});
