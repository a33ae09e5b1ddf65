import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";

const amends = join(import.meta.dirname, "..", "..", "bin", "amends.ts");
const line = (id: unknown, text: string, more: object = {}) =>
  JSON.stringify({ id, channel: "chat", text, ...more });

interface Outcome {
  code: number | null;
  lines: Record<string, unknown>[];
  err: string;
}

function start(args: readonly string[]) {
  // No database, and none that could be found.
  const env = { ...process.env, DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
  return spawn(process.execPath, [amends, "guard", ...args], { env });
}

function run(input: string | Buffer, ...args: string[]): Promise<Outcome> {
  const child = start(args);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  child.stdin.end(input);
  const parsed = () =>
    out
      .split("\n")
      .filter(Boolean)
      .map((each) => JSON.parse(each));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, err, lines: parsed() })));
}

describe("amends guard", () => {
  test("answers each line with one, in their order, without a database", async () => {
    const input = `${line("a", "Hello")}\n\n${line(2, "Your card 4111 1111 1111 1111 is on file.")}\r\n${line(null, "")}`;
    const { code, lines, err } = await run(input, "--json");
    assert.deepEqual([code, err], [0, ""]);
    assert.deepEqual(
      lines.map(({ id }) => id),
      ["a", 2, null],
    );
    const [, second] = lines as { labels: string[]; findings: { span: number[]; blocks: boolean }[] }[];
    assert.deepEqual(second!.labels, ["exposes_secret_or_payment_failure"]);
    assert.deepEqual([second!.findings[0]!.span, second!.findings[0]!.blocks], [[10, 29], true]);
    assert.deepEqual(lines[2], { id: null, labels: [], positives: [], findings: [] });
  });

  test("a broken line is told with its number and answered, and the rest goes on", async () => {
    const input = Buffer.concat([
      Buffer.from(`\ufeff${line("a", "Hello")}\n{"id": "b"\n${line("c", "x", { channel: "fax" })}\n`),
      Buffer.from([0xff, 0xfe, 0x00, 10]),
      Buffer.from(`${"x".repeat(9 << 20)}\n${line("d", "Hello")}\n`),
    ]);
    const { code, lines, err } = await run(input);
    assert.equal(code, 2);
    assert.deepEqual(
      lines.map(({ id }) => id),
      ["a", null, null, null, null, "d"],
    );
    assert.deepEqual(lines[1], { id: null, error: "line 2 is no JSON" });
    const told = err.trim().split("\n");
    assert.equal(told.length, 4);
    told.forEach((each, nr) => {
      assert.match(each, new RegExp(`^amends guard: line ${nr + 2} \\S`));
    });
    assert.match(told[3]!, /longer than 8 MB/);
  });

  test("what is no JSON Lines at all does not fill the screen", async () => {
    const { code, err } = await run("nonsense\n".repeat(500));
    assert.equal(code, 2);
    assert.equal(err.trim().split("\n").length, 21);
    assert.match(err, /500 of 500 lines could not be read/);
  });

  test("an answer comes before the next line is written", async () => {
    const child = start(["--json"]);
    child.stdin.write(`${line("first", "Hello")}\n`);
    const answer = await new Promise((resolve) =>
      child.stdout.once("data", (chunk) => resolve(String(chunk))),
    );
    assert.match(String(answer), /^\{"id":"first"/);
    child.stdin.end();
    assert.equal(await new Promise((resolve) => child.on("close", resolve)), 0);
  });

  test("a reader that has seen enough ends it quietly", async () => {
    const child = start([]);
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.stdin.on("error", () => {});
    child.stdout.once("data", () => child.stdout.destroy());
    child.stdin.write(`${line("a", "Hello")}\n`.repeat(50_000));
    child.stdin.end();
    assert.equal(await new Promise((resolve) => child.on("close", resolve)), 0);
    assert.equal(err, "");
  });

  test("--fail-on exits with 1 for what was asked", async () => {
    const card = line("a", "Your card 4111 1111 1111 1111 is on file.");
    assert.equal((await run(card, "--fail-on", "blocks")).code, 1);
    assert.equal((await run(card, "--fail-on", "exposes_secret_or_payment_failure")).code, 1);
    assert.equal((await run(card, "--fail-on", "wrong_language")).code, 0);
    assert.equal((await run(line("a", ""), "--fail-on", "any")).code, 0);
  });

  test("wrong usage is one line and exit code 2", async () => {
    for (const args of [["--fail-on", "everything"], ["FILE"], ["--colour"]]) {
      const { code, lines, err } = await run("", ...args);
      assert.deepEqual([code, lines], [2, []]);
      assert.match(err, /^amends: [^\n]+\n$/);
    }
  });
});
