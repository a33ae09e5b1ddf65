import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { documentedSettings, guidePage, withTable } from "../../tools/config-table.ts";
import { readConfig, settings } from "../src/platform/config.ts";

const src = join(import.meta.dirname, "..", "src");

test("the guide's table of settings is the real one", () => {
  const page = readFileSync(guidePage, "utf8");
  assert.equal(
    withTable(page),
    page,
    "Run node tools/config-table.ts and commit docs/guide/configuration.md.",
  );
});

test("no variable is read that the guide does not name", () => {
  const read = globSync("**/*.ts", { cwd: src })
    .filter((file) => !file.endsWith(".test.ts"))
    .flatMap((file) => [...readFileSync(join(src, file), "utf8").matchAll(/\benv\.([A-Z][A-Z_0-9]+)/g)])
    .map((match) => match[1]!)
    .filter((name) => name !== "PATH");
  const unknown = [...new Set(read)].filter((name) => !(name in documentedSettings));
  assert.deepEqual(unknown, [], "Add it, with its meaning and default, to platform/config.ts.");
});

test("without any variable the desk starts on this machine alone, with its own database", () => {
  const config = readConfig({});
  assert.equal(config.host, settings.HOST.default);
  assert.equal(String(config.port), settings.PORT.default);
  assert.equal(config.baseUrl, "http://127.0.0.1:4400");
  assert.equal(config.databaseUrl, null);
  assert.deepEqual(config.trustedProxies, []);
});

test("every mistake in the environment is named at once", () => {
  assert.throws(
    () => readConfig({ PORT: "70000", AMENDS_URL: "desk", DATABASE_URL: "mysql://db" }),
    (error: Error) => ["PORT", "AMENDS_URL", "DATABASE_URL"].every((name) => error.message.includes(name)),
  );
});

test("hosts of language models and of mail servers are lists of hosts and ports, and nothing else", () => {
  for (const [name, key] of [
    ["AMENDS_MODEL_HOSTS", "modelHosts"],
    ["AMENDS_MAIL_HOSTS", "mailHosts"],
  ] as const) {
    const config = readConfig({ [name]: "127.0.0.1:11434, Models.Internal,[::1]:8080," });
    assert.deepEqual(config[key], ["127.0.0.1:11434", "models.internal", "[::1]:8080"]);
    for (const wrong of ["http://127.0.0.1", "host/v1", "a@host", "host:port"])
      assert.throws(() => readConfig({ [name]: wrong }), new RegExp(name), wrong);
  }
});

test("an address is taken without its closing slash, and proxies as a list", () => {
  const config = readConfig({
    AMENDS_URL: "https://desk.example/",
    AMENDS_TRUSTED_PROXIES: "10.0.0.1, 192.168.0.0/16,",
  });
  assert.equal(config.baseUrl, "https://desk.example");
  assert.deepEqual(config.trustedProxies, ["10.0.0.1", "192.168.0.0/16"]);
});
