import assert from "node:assert/strict";
import { test } from "node:test";
import { instantOfRow } from "./instants.ts";

test("an instant of a row is what a Date would make of it, however many places its second has", () => {
  for (const text of [
    "2026-11-25 16:02:11+00",
    "2026-11-25 16:02:11.1+00",
    "2026-11-25 16:02:11.12+00",
    "2026-11-25 16:02:11.123+00",
    "2026-11-25 16:02:11.1239+00",
    "2026-11-25 16:02:11.123999+00",
    "2026-11-25 16:02:11.5+02",
    "2026-11-25 16:02:11+05:30",
  ])
    assert.equal(instantOfRow(text), new Date(text).toISOString(), text);
});
