import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedBuffersMb } from "./settings.ts";

test("the database keeps an eighth of the machine in memory, from a small one's 128 MB to 1 GB", () => {
  assert.deepEqual([512, 4096, 65_536].map(sharedBuffersMb), [128, 512, 1024]);
});
