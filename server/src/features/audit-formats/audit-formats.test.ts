import assert from "node:assert/strict";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Transcript } from "#features/audit/audit.contract.ts";
import { cpuClock } from "../../../test/support/cpu.ts";
import { formats, recognise } from "./audit-formats.ts";
import type { Skipped } from "./format.contract.ts";

const corpus = join(import.meta.dirname, "corpus");
const folder = mkdtempSync(join(tmpdir(), "amends-formats-"));
after(() => rmSync(folder, { recursive: true, force: true }));

type Found = (Transcript | Skipped)[];

async function readAs(name: string | null, file: string, mapping?: string): Promise<Found> {
  const head = readFileSync(file).subarray(0, 64 << 10);
  const format = name === null ? recognise(head, file) : formats.find((each) => each.name === name);
  assert.ok(format, `${file} is recognised`);
  return Array.fromAsync(format.read(file, mapping === undefined ? {} : { mapping }));
}

function written(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const ids = (found: Found) => found.map((each) => ("skipped" in each ? `line ${each.line}` : each.id));

const samples = globSync("[0-9]*", { cwd: corpus })
  .filter((name) => !/\.(?:expected\.json|mapping)$/.test(name))
  .sort();

test("there are samples of every format but our own", async () => {
  const known = new Set<string>();
  for (const sample of samples) {
    const format = recognise(readFileSync(join(corpus, sample)), sample);
    if (format) known.add(format.name);
  }
  assert.deepEqual(
    [...known].sort(),
    formats
      .map(({ name }) => name)
      .filter((name) => name !== "amends")
      .sort(),
  );
});

for (const sample of samples) {
  test(`${sample} is read as expected`, async () => {
    const stem = join(corpus, sample.replace(/\.[a-z]+$/, ""));
    const mapping = `${stem}.mapping`;
    const isMapped = existsSync(mapping);
    const found = await readAs(isMapped ? "csv" : null, join(corpus, sample), isMapped ? mapping : undefined);
    assert.deepEqual(found, JSON.parse(readFileSync(`${stem}.expected.json`, "utf8")));
  });
}

const comment = (text: string) => ({
  author_id: 1,
  body: text,
  public: true,
  created_at: "2025-01-01T00:00:00Z",
});
const conversation = (id: number, text = "Hello") =>
  JSON.stringify({ id, requester_id: 1, submitter_id: 1, comments: [comment(text)] });

test("a packed file is read by what it holds, whatever its name", async () => {
  const file = written("packed.txt", gzipSync(`[${conversation(1)}]`));
  assert.deepEqual(ids(await readAs(null, file)), ["1"]);
});

test("UTF-16, Western European and mixed bytes become the text they meant", async () => {
  const text = (found: Found) => (found[0] as Transcript).turns[0]!.text;
  const wide = written("wide.json", Buffer.from(`\ufeff[${conversation(1, "Größe über 3 €")}]`, "utf16le"));
  assert.equal(text(await readAs(null, wide)), "Größe über 3 €");
  const western = written("western.json", Buffer.from(`[${conversation(1, "Größe")}]`, "latin1"));
  assert.equal(text(await readAs(null, western)), "Größe");
});

test("a picture gives one notice that it is no text", async () => {
  const file = written("picture.csv", Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7) % 256)));
  assert.equal(recognise(readFileSync(file), file), null);
  assert.deepEqual(await readAs("csv", file), [{ skipped: true, line: null, reason: "not text" }]);
});

test("a broken line is skipped by its number and the next ones are read", async () => {
  const file = written("broken.jsonl", `${conversation(1)}\n{"id":2,"comm\n\n${conversation(4)}\n`);
  assert.deepEqual(ids(await readAs(null, file)), ["1", "line 2", "4"]);
});

test("a body of many megabytes in one line is read record by record", async () => {
  const many = Array.from({ length: 3000 }, (_, at) => conversation(at, `"[{ \\ ${"x".repeat(400)}`)).join(
    ",",
  );
  const found = await readAs(null, written("long.json", `{"count":3000,"tickets":[${many}]}`));
  assert.equal(found.length, 3000);
  assert.deepEqual(ids(found).slice(0, 2), ["0", "1"]);
});

test("a record over 32 MB is skipped and the rest is read", async () => {
  const huge = conversation(2, "x".repeat(33 << 20));
  const lines = await readAs(
    null,
    written("huge.jsonl", `${conversation(1)}\n${huge}\n${conversation(3)}\n`),
  );
  assert.deepEqual(ids(lines), ["1", "line 2", "3"]);
  const list = await readAs(
    null,
    written("huge.json", `[${conversation(1)},\n${huge},\n${conversation(3)}]`),
  );
  assert.deepEqual(ids(list), ["1", "line 2", "3"]);
});

test("rows of one conversation are brought together however far apart they lie", async () => {
  const rows = Array.from(
    { length: 300 },
    (_, at) => `c${at % 100},${at < 100 ? "customer" : "agent"},${at}`,
  );
  const found = await readAs(
    "csv",
    written("apart.csv", `conversation_id,speaker,text\n${rows.join("\n")}\n`),
  );
  assert.equal(found.length, 101);
  const last = found.at(-1) as Transcript;
  assert.deepEqual(
    last.turns.map(({ speaker, text }) => `${last.id} ${speaker} ${text}`),
    ["c99 customer 99", "c99 agent 199", "c99 agent 299"],
  );
});

test("the tables of a desk that lie side by side tell one story, once", async () => {
  const id = "ticket_id";
  written("users.csv", "id,role,email\n1,end-user,a\n2,agent,b\n3,agent,c\n");
  const tickets = written(
    "tickets.csv",
    "id,requester_id,submitter_id,description,via_channel,created_at,status,updated_at\n" +
      "7,1,1,Help!,voice,2025-01-01 10:00:00,solved,2025-01-03 10:00:00\n8,1,1,Alone,chat,2025-01-01 10:00:00,new,2025-01-01 10:00:00\n",
  );
  const comments = written(
    "comments.csv",
    `id,body,created,public,${id},user_id\n1,Welcome,2025-01-01 10:05:00,true,7,2\n2,Help,2025-01-01 10:00:00,true,7,1\n`,
  );
  written(
    "history.csv",
    `field_name,${id},updated,value\nassignee_id,7,2025-01-01 10:01:00,2\nassignee_id,7,2025-01-01 11:00:00,3\nstatus,7,2025-01-02 10:00:00,solved\n`,
  );
  const found = (await readAs(null, comments)) as Transcript[];
  assert.deepEqual(
    found.map(({ turns }) =>
      turns.map(({ channel, speaker, event, text }) => [channel, speaker, event ?? text]),
    ),
    [
      [
        ["phone", "customer", "Help"],
        ["phone", "agent", "Welcome"],
        ["phone", "system", "transfer"],
        ["phone", "system", "close"],
      ],
      [["chat", "customer", "Alone"]],
    ],
  );
  assert.match(((await readAs(null, tickets))[0] as Skipped).reason, /is read with comments.csv/);
});

test("a quote that nothing closes costs its own line only", async () => {
  const file = written("quote.csv", 'conversation_id,speaker,text\n1,customer,"open\n2,customer,fine\n');
  const found = await readAs("csv", file);
  assert.deepEqual(ids(found), ["line 1", "line 2", "2"]);
});

test("a mapping that names no column of the file says which there are", async () => {
  const mapping = written("mapping.json", '{"conversation":"case","text":"words"}');
  const [only] = await readAs("csv", written("other.csv", "id,words\n1,hello\n"), mapping);
  assert.match((only as Skipped).reason, /conversation = case; there are: id, words/);
});

test("addresses of ours can be named", async () => {
  const mail =
    "From: me@shop.example\nTo: you@example.org\nDate: Mon, 2 Jun 2025 10:00:00 +0000\nMessage-ID: <1@x>\n\nHello\n";
  const mapping = written("ours.json", '{"ours":["me@shop.example"]}');
  const [only] = await readAs(null, written("sent.eml", mail), mapping);
  assert.equal((only as Transcript).turns[0]!.speaker, "agent");
});

test("hostile markup and endless brackets are read in time", async () => {
  const hostile = [
    "<style>".repeat(200_000),
    "<".repeat(300_000),
    "&#x".repeat(200_000),
    `${"> ".repeat(100_000)}x`,
  ];
  const worked = cpuClock();
  const file = written(
    "hostile.jsonl",
    `${hostile.map((text, at) => conversation(at, text)).join("\n")}\n${"[".repeat(1_000_000)}\n`,
  );
  const found = await readAs(null, file);
  assert.deepEqual(ids(found), ["line 1", "1", "2", "3", "line 5", "line 6"]);
  const ms = worked();
  assert.ok(ms < 10_000, `took ${ms} ms of work`);
});
