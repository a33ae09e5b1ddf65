import assert from "node:assert/strict";
import { test } from "node:test";
import { instantOf } from "./instants.rules.ts";

const noon = Date.UTC(2025, 11, 31, 12);

test("the ways in which exports write a time mean the same instant", () => {
  for (const written of [
    noon,
    noon / 1000,
    String(noon / 1000),
    noon * 1000,
    "2025-12-31T12:00:00Z",
    "2025-12-31 12:00:00",
    "2025-12-31 12:00:00.000000 UTC",
    "2025/12/31 12:00",
    "31.12.2025 12:00",
    "31-12-2025 12:00",
    "31/12/2025 12:00",
    "12/31/2025 12:00",
    "31.12.2025, 12:00 PM",
    "Wed Dec 31 12:00:00 +0000 2025",
    "Wed, 31 Dec 2025 12:00:00 GMT",
    "31 Dec 2025 12:00:00 +0000 (UTC)",
  ])
    assert.deepEqual(instantOf(written), { at: noon }, String(written));
});

test("a zone that was written is kept as the clock of who wrote", () => {
  for (const written of [
    "2025-12-31T13:00:00+01:00",
    "2025-12-31 13:00:00 +0100",
    "Wed, 31 Dec 2025 13:00:00 +0100 (CET)",
  ])
    assert.deepEqual(instantOf(written), { at: noon, offset: 60 }, written);
});

test("what is no time is none", () => {
  for (const written of ["", "soon", null, undefined, {}, 0, -5, Number.NaN, "2025-13-40 10:00", "room 12"])
    assert.equal(instantOf(written).at, null, String(written));
});
