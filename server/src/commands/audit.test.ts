import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

const amends = join(import.meta.dirname, "..", "..", "bin", "amends.ts");

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

describe("amends audit", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "amends-audit-test-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const labelsIn = ({ out }: Outcome): string[][] =>
    out
      .trim()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line).labels);
  const summaryOf = ({ out }: Outcome) => JSON.parse(out.trim().split("\n").at(-1)!).summary;

  test("says for each conversation what failed, and counts at the end", async () => {
    const path = file("two.jsonl", `${slow("a")}\n\n${quick("b")}\n`);
    const outcome = await run(["--json", path]);
    assert.equal(outcome.code, 0, outcome.err);
    assert.equal(outcome.err, "");
    const first = JSON.parse(outcome.out.split("\n")[0]!);
    assert.equal(first.id, "a");
    assert.deepEqual(first.labels, ["long_first_response"]);
    assert.deepEqual(Object.keys(first.findings[0]), ["label", "turn", "confidence", "explanation"]);
    assert.equal(first.findings[0].turn, 1);
    const { conversations, judged, clean, labels, skipped } = summaryOf(outcome);
    assert.deepEqual({ conversations, judged, clean }, { conversations: 2, judged: 2, clean: 1 });
    assert.equal(labels.long_first_response, 1);
    assert.deepEqual(skipped, { count: 0, reasons: {} });
    const table = await run([path]);
    assert.match(table.out, /long_first_response +1 +50\.0 % +a/);
  });

  test("broken records are named, skipped and counted, and the rest is judged", async () => {
    const long = file("long.jsonl", `${quick("before")}\n{"id":"x","turns":[`);
    for (let part = 0; part < 33; part++) appendFileSync(long, "x".repeat(1 << 20));
    appendFileSync(long, `\n${slow("after")}\n{"id": 4\n{"id":"no turns"}\n`);
    const outcome = await run(["--json", long]);
    assert.equal(outcome.code, 0, outcome.err);
    assert.deepEqual(labelsIn(outcome), [[], ["long_first_response"]]);
    assert.match(outcome.err, /long\.jsonl:2: longer than 32 MB/);
    assert.match(outcome.err, /long\.jsonl:4: is not JSON/);
    assert.match(outcome.err, /long\.jsonl:5: has no list of turns/);
    assert.equal(summaryOf(outcome).skipped.count, 3);
  });

  test("folders are read with all in them; what is no transcript is skipped", async () => {
    const inner = join(folder, "tree", "inner");
    mkdirSync(inner, { recursive: true });
    writeFileSync(join(folder, "tree", "one.jsonl"), slow("one"));
    writeFileSync(join(inner, "wide.jsonl"), Buffer.from(`\ufeff${slow("wide")}`, "utf16le"));
    writeFileSync(join(inner, "western.jsonl"), Buffer.from(slow("café"), "latin1"));
    writeFileSync(
      join(inner, "bad.jsonl"),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(slow("mark"))]),
    );
    writeFileSync(join(inner, "empty.jsonl"), "");
    writeFileSync(join(inner, "picture.png"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0, 255]));
    const outcome = await run(["--json", join(folder, "tree")]);
    assert.equal(outcome.code, 0, outcome.err);
    const ids = outcome.out
      .trim()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line).id);
    assert.deepEqual(ids.toSorted(), ["café", "mark", "one", "wide"].toSorted());
    assert.ok(labelsIn(outcome).every((labels) => labels.length === 1));
    assert.match(outcome.err, /empty\.jsonl: is empty/);
    assert.match(outcome.err, /picture\.png: is in no format we know/);
  });

  test("reads standard input, and ends with 1 when a failure was found that must not be", async () => {
    assert.equal((await run(["-", "--fail-on", "any"], slow("a"))).code, 1);
    assert.equal((await run(["-", "--fail-on", "channel_bounce,long_first_response"], slow("a"))).code, 1);
    assert.equal((await run(["-", "--fail-on", "channel_bounce"], slow("a"))).code, 0);
    assert.equal((await run(["-", "--fail-on", "any"], quick("a"))).code, 0);
  });

  test("bad usage and nothing to read are one line and exit code 2", async () => {
    const good = file("good.jsonl", quick("a"));
    const cases = [
      [],
      [join(folder, "missing.jsonl")],
      [file("nothing.jsonl", "")],
      [file("broken.jsonl", "{\n{\n{\n")],
      ["--format", "nonsense", good],
      ["--fail-on", "nonsense", good],
      ["--lang", "english", good],
      ["--colour", good],
      ["--html", join(folder, "no", "such", "folder.html"), good],
    ];
    for (const args of cases) {
      const { code, out, err } = await run(args);
      assert.equal(code, 2, args.join(" "));
      assert.equal(out, "", args.join(" "));
      assert.match(err, /^amends: [^\n]+\n$/, args.join(" "));
    }
  });

  test("--lang says it for conversations that do not, and --html writes one page", async () => {
    const page = join(folder, "page.html");
    const path = file("finnish.jsonl", slow("a").replace('"lang":"en",', ""));
    const outcome = await run(["--json", "--lang", "fi", "--html", page, path]);
    assert.equal(outcome.code, 0, outcome.err);
    assert.deepEqual(summaryOf(outcome).unjudged, { unknown_language: 1 });
    assert.match(readFileSync(page, "utf8"), /^<!doctype html>/i);
  });
});

function run(args: string[], input = ""): Promise<Outcome> {
  const child = spawn(process.execPath, [amends, "audit", ...args]);
  const outcome: Outcome = { code: null, out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    outcome.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    outcome.err += chunk;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ ...outcome, code })));
}

/** Answered after nine minutes. */
function slow(id: string): string {
  return conversation(id, "10:09");
}

function quick(id: string): string {
  return conversation(id, "10:02");
}

function conversation(id: string, answeredAt: string): string {
  const turn = { channel: "chat" };
  return JSON.stringify({
    id,
    lang: "en",
    channels: ["chat"],
    turns: [
      { ...turn, ts: "2025-03-03T10:00:00+01:00", speaker: "customer", text: "Is the sauna open on Sunday?" },
      {
        ...turn,
        ts: `2025-03-03T${answeredAt}:00+01:00`,
        speaker: "agent",
        agent_id: "a-1",
        text: "Yes, from noon until nine.",
      },
      { ...turn, ts: "2025-03-03T10:10:00+01:00", speaker: "customer", text: "Great, thanks" },
    ],
  });
}
