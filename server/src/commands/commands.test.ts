import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { browserOf, type Desk, goodPassword, openEmptyDesk } from "../../test/support/doors.ts";

const amends = join(import.meta.dirname, "..", "..", "bin", "amends.ts");

describe("amends setup and amends token", () => {
  let desk: Desk;
  let dataDir: string;
  before(async () => {
    desk = await openEmptyDesk();
    dataDir = mkdtempSync(join(tmpdir(), "amends-command-"));
  });
  after(async () => {
    await desk.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  interface Outcome {
    code: number | null;
    out: string;
    err: string;
  }
  function run(args: string[], input = ""): Promise<Outcome> {
    const env = { ...process.env, DATABASE_URL: desk.databaseUrl, AMENDS_DATA: dataDir };
    const child = spawn(process.execPath, [amends, ...args], { env });
    const outcome: Outcome = { code: null, out: "", err: "" };
    child.stdout.on("data", (chunk) => {
      outcome.out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      outcome.err += chunk;
    });
    child.stdin.end(input);
    return new Promise((resolve) => child.on("close", (code) => resolve({ ...outcome, code })));
  }
  const setup = ["setup", "--email", "ana@halder.example", "--organisation", "Halder & Roos"];

  test("wrong usage is one line and exit code 2", async () => {
    for (const args of [
      ["setup"],
      ["setup", "--email", "nonsense", "--organisation", "X"],
      ["setup", "--colour", "red"],
      ["token"],
      ["token", "create", "--name", "X"],
      ["token", "create", "--name", "X", "--scopes", "everything"],
    ]) {
      const { code, out, err } = await run(args);
      assert.equal(code, 2, args.join(" "));
      assert.equal(out, "");
      assert.match(err, /^amends: [^\n]+\n$/, args.join(" "));
    }
  });

  test("a token needs an organisation", async () => {
    const { code, err } = await run(["token", "create", "--name", "X", "--scopes", "admin"]);
    assert.equal(code, 2);
    assert.match(err, /run amends setup first/);
  });

  test("a weak password is refused and nothing is made", async () => {
    const { code, err } = await run([...setup, "--password-stdin"], "password1234\n");
    assert.equal(code, 2);
    assert.match(err, /many people use/);
    assert.deepEqual((await browserOf(desk).get("/api/v1/setup")).json(), { open: true });
  });

  test("the first administrator is made once and signs in", async () => {
    const { code, out, err } = await run([...setup, "--password-stdin", "--json"], `${goodPassword}\n`);
    assert.equal(code, 0, err);
    assert.equal(JSON.parse(out).email, "ana@halder.example");
    assert.ok(!out.includes(goodPassword));
    const browser = browserOf(desk);
    const answer = await browser.post("/api/auth/sign-in/email", {
      email: "ana@halder.example",
      password: goodPassword,
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const again = await run([...setup, "--password-stdin"], goodPassword);
    assert.equal(again.code, 2);
    assert.match(again.err, /set up already/);
  });

  test("a token is printed once and works with its scopes", async () => {
    const { code, out, err } = await run([
      "token",
      "create",
      "--name",
      "Shop",
      "--scopes",
      "conversations:read",
      "search:read",
    ]);
    assert.equal(code, 0, err);
    const answer = await desk.app.http.inject({
      url: "/api/v1/inboxes",
      headers: { authorization: `Bearer ${out.trim()}`, host: "desk.example" },
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const json = await run(["token", "create", "--name", "Shop 2", "--scopes", "admin", "--json"]);
    assert.deepEqual(JSON.parse(json.out).scopes, ["admin"]);
  });

  test("which organisation must be said when there are several", async () => {
    await desk.owner.query(
      "insert into organisations (organisation_id, name) values ('org_0000000000aaaaaaaaaaaaaaaa', 'Other')",
    );
    const args = ["token", "create", "--name", "X", "--scopes", "admin"];
    assert.equal((await run(args)).code, 2);
    assert.equal((await run([...args, "--organisation", "Other"])).code, 0);
    assert.equal((await run([...args, "--organisation", "Nobody"])).code, 2);
  });
});
