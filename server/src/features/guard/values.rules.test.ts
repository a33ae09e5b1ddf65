import assert from "node:assert/strict";
import { test } from "node:test";
import { valuesOf } from "./values.rules.ts";

test("amounts are one amount however they are written", () => {
  for (const text of ["€ 1.250,50", "1,250.50 euro", "£1250.50", "1 250,50 kr"])
    assert.deepEqual(valuesOf(text).money, ["1250.5"], text);
});

test("dates are day and month in five languages and in figures", () => {
  for (const text of [
    "3 October",
    "3. Oktober",
    "den 3 oktober",
    "il 3 ottobre",
    "3 oktober",
    "2025-10-03",
    "October 3rd",
  ])
    assert.deepEqual(valuesOf(text).date, ["10-03"], text);
});

test("times are minutes of half a day, in figures or in words", () => {
  assert.deepEqual(valuesOf("at 9.30 or 14:05").time, ["570", "125"]);
  assert.deepEqual(valuesOf("um 9 Uhr").time, ["540"]);
  assert.deepEqual(valuesOf("at 4 p.m.").time, ["240"]);
  for (const text of ["at four", "om vier", "klockan fyra", "alle quattro", "um vier"])
    assert.deepEqual(valuesOf(text).time, ["240"], text);
});

test("days of the week are the same day in every language", () => {
  for (const text of ["Thursday", "donderdag", "torsdag", "giovedì", "Donnerstag"])
    assert.deepEqual(valuesOf(text).weekday, ["thu"], text);
});
