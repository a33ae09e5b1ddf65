import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pattern } from "@amends/server/contract";
import { byLabel } from "./patterns.ts";

const weeks = ["2026-11-16", "2026-11-23"];
const pattern = (more: Partial<Pattern>): Pattern => ({
  label: "blames_customer",
  judge: "guard",
  inbox_id: "inb_0000000000" as Pattern["inbox_id"],
  week: "2026-11-23",
  count: 1,
  blocked: 0,
  taken: 0,
  disputed: 0,
  ...more,
});

test("what the language model found is counted apart from what the guard found", () => {
  const items = [
    pattern({ count: 3 }),
    pattern({ judge: "model", count: 2 }),
    pattern({ judge: "model", label: "negative_language", week: "2026-11-16" }),
  ];
  assert.deepEqual(byLabel(items, weeks, "guard"), [{ label: "blames_customer", counts: [0, 3], sum: 3 }]);
  assert.deepEqual(byLabel(items, weeks, "model"), [
    { label: "blames_customer", counts: [0, 2], sum: 2 },
    { label: "negative_language", counts: [1, 0], sum: 1 },
  ]);
});
