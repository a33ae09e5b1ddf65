import assert from "node:assert/strict";
import { test } from "node:test";
import { Gathering } from "./gathering.ts";

for (const [where, inMemory] of [
  ["in memory", 1 << 20],
  ["through a file", 10],
] as const) {
  test(`parts come together by key and in order, ${where}`, () => {
    using gathering = new Gathering<string>(inMemory);
    for (const part of ["b first", "a first", "b sécond", "c first", "a second"])
      gathering.add(part[0]!, part);
    assert.deepEqual(
      [...gathering.groups()],
      [["b first", "b sécond"], ["a first", "a second"], ["c first"]],
    );
  });

  test(`joined keys are one group, even before their parts are there, ${where}`, () => {
    using gathering = new Gathering<number>(inMemory);
    gathering.join("3", "2");
    for (const key of [1, 2, 3, 4]) gathering.add(String(key), key);
    gathering.join("4", "1");
    assert.deepEqual(
      [...gathering.groups()],
      [
        [1, 4],
        [2, 3],
      ],
    );
  });
}
