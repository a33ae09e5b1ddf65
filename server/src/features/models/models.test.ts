import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { fails, type ModelDouble, openModelDouble, says } from "../../../test/support/model-double.ts";
import { type Colleague, foundHouse, type House } from "../../../test/support/people.ts";
import type { ModelConnection, ModelTest } from "./models.contract.ts";
import { baseUrlOf, keepsKey } from "./models.rules.ts";

const key = "sk-marked-key-0123456789";
let desk: Desk;
let model: ModelDouble;
let house: House;
before(async () => {
  model = await openModelDouble();
  desk = await openDesk({ modelHosts: [model.host] });
});
beforeEach(async () => {
  house = await foundHouse(desk);
  model.asked.length = 0;
  model.key = null;
  model.answer = says({ colour: "blue" });
});
after(async () => {
  await desk.close();
  await model.close();
});

const path = "/model-connection";
const wanted = (more: object = {}) => ({ base_url: model.baseUrl, model: "small", enabled: true, ...more });
const put = (more: object = {}, who: Colleague = house.ines) => who.put<ModelConnection>(path, wanted(more));
const tryIt = async () => (await house.ines.post<ModelTest>(`${path}/test`, {})).ok;

test("without a model nothing is connected, and that is how a desk begins", async () => {
  assert.equal((await house.ines.get(path)).code, "models.not_connected");
  assert.equal((await house.ines.post(`${path}/test`, {})).code, "models.not_connected");
  assert.equal((await house.ines.delete(path)).code, "models.not_connected");
  assert.equal(model.asked.length, 0);
});

test("a key is used and never answered, told, logged or legible in the database", async () => {
  model.key = key;
  const connected = (await put({ api_key: key })).ok;
  assert.deepEqual(
    [connected.base_url, connected.model, connected.has_key, connected.enabled, connected.calls_per_minute],
    [model.baseUrl, "small", true, true, 20],
  );
  assert.equal((await tryIt()).outcome, "works");
  assert.equal(model.asked[0]?.authorization, `Bearer ${key}`);
  const { rows } = await desk.owner.query(
    "select m::text as kept from model_connections m union all select j::text from journal j",
  );
  await desk.settle();
  const everywhere = JSON.stringify([
    rows,
    desk.log,
    (await house.ines.get(path)).ok,
    (await house.ines.get("/journal?limit=1000")).ok,
  ]);
  assert.ok(!everywhere.includes(key));
});

test("the key stays while the connection changes at the same host, and goes when it moves to another", async () => {
  await put({ api_key: key });
  assert.equal((await put({ model: "other" })).ok.has_key, true);
  await tryIt();
  assert.equal(model.asked[0]?.authorization, `Bearer ${key}`);
  const moved = await put({ base_url: "https://elsewhere.example/v1" });
  assert.equal(moved.ok.has_key, false);
  await put();
  await tryIt();
  assert.equal(model.asked[1]?.authorization, null);
  assert.equal((await put({ api_key: key })).ok.has_key, true);
  assert.equal((await put({ api_key: null })).ok.has_key, false);
});

test("a sealed key opens for its own organisation alone", async () => {
  await put({ api_key: key });
  const other = await foundHouse(desk);
  await put({}, other.ines);
  await desk.owner.query(
    `update model_connections set sealed_key = (select sealed_key from model_connections where organisation_id = $1)
     where organisation_id = $2`,
    [house.organisationId, other.organisationId],
  );
  const tried = (await other.ines.post<ModelTest>(`${path}/test`, {})).ok;
  assert.equal(tried.outcome, "key_unreadable");
  assert.equal(model.asked.length, 0);
});

test("only an administrator in person connects, looks at, tries or forgets it", async () => {
  await put();
  for (const who of [house.ana, house.tomas, house.program]) {
    assert.equal((await who.put(path, wanted())).status, 403);
    assert.equal((await who.get(path)).status, 403);
    assert.equal((await who.post(`${path}/test`, {})).status, 403);
    assert.equal((await who.delete(path)).status, 403);
  }
  assert.equal(model.asked.length, 0);
  assert.equal((await house.ines.delete(path)).status, 204);
  assert.equal((await house.ines.get(path)).status, 404);
});

test("S-38: private and unsafe addresses are refused unless the operator named the host", async () => {
  const codeOf = async (base_url: string) => (await put({ base_url })).code;
  for (const address of [
    "http://127.0.0.1:1/v1",
    "https://localhost/v1",
    "https://10.0.0.1/v1",
    "https://169.254.169.254/latest",
    "https://[::1]/v1",
    "https://2130706433/v1",
  ])
    assert.equal(await codeOf(address), "models.private_address", address);
  for (const address of [
    "http://models.example/v1",
    "ftp://models.example/v1",
    "https://a:b@models.example/v1",
    "https://models.example/v1?key=1",
    "models.example/v1",
  ])
    assert.equal(await codeOf(address), "models.wrong_address", address);
  assert.equal((await put()).status, 200);
  assert.equal((await put({ base_url: "https://models.example/v1" })).status, 200);
});

test("the test says in words what happened", async () => {
  await put();
  const cases: [ModelDouble["answer"], ModelTest["outcome"]][] = [
    [says({ colour: "blue" }), "works"],
    [says('Sure:\n```json\n{"colour": "blue"}\n```'), "works"],
    [says({ colour: "table" }), "wrong_form"],
    [says("It is blue."), "wrong_form"],
    [says(""), "wrong_form"],
    [fails(401, key), "key_refused"],
    [fails(403), "key_refused"],
    [fails(404), "not_found"],
    [fails(429), "busy"],
    [fails(413), "refused"],
    [fails(500), "broken"],
    [(_asked, response) => void response.end("<html>hello</html>"), "not_a_model"],
    [(_asked, response) => void response.end("{}"), "not_a_model"],
    [(_asked, response) => void response.end('{"choices": "none"}'), "not_a_model"],
    [(_asked, response) => void response.end("x".repeat(600 * 1024)), "too_large"],
    [
      (_asked, response) => void response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
      "redirected",
    ],
    [(_asked, response) => void response.destroy(), "unreachable"],
  ];
  for (const [answer, outcome] of cases) {
    await desk.advance("1 minute");
    model.answer = answer;
    const tried = await tryIt();
    assert.deepEqual([tried.outcome, tried.words.length > 10], [outcome, true]);
    assert.ok(!JSON.stringify(tried).includes(key), "what the other side says is not repeated");
  }
  const { failed, last_failure } = (await house.ines.get<ModelConnection>(path)).ok;
  assert.equal(failed, cases.filter(([, outcome]) => outcome !== "works").length);
  assert.equal(last_failure?.outcome, "unreachable");
});

test("it is asked in the chat-completions format, with a strict schema; who knows no schemas is asked for plain JSON", async () => {
  await put();
  model.answer = (asked, response) =>
    asked.body.response_format?.type === "json_schema"
      ? fails(400)(asked, response)
      : says({ colour: "blue" })(asked, response);
  assert.equal((await tryIt()).outcome, "works");
  const [first, second] = model.asked;
  assert.equal(first?.path, "POST /v1/chat/completions");
  assert.equal(first?.body.model, "small");
  assert.equal(first?.body.response_format?.json_schema?.strict, true);
  assert.deepEqual(
    first?.body.messages.map(({ role }) => role),
    ["system", "user"],
  );
  assert.deepEqual(second?.body.response_format, { type: "json_object" });
  assert.equal(model.asked.length, 2);
});

test("no more calls than a minute may have", async () => {
  await put({ calls_per_minute: 2 });
  assert.deepEqual(
    [(await tryIt()).outcome, (await tryIt()).outcome, (await tryIt()).outcome],
    ["works", "works", "minute_full"],
  );
  assert.equal(model.asked.length, 2);
  await desk.advance("1 minute");
  assert.equal((await tryIt()).outcome, "works");
});

test("the journal says that it was switched, and by whom, without where or with what", async () => {
  await put({ api_key: key });
  await put({ enabled: false });
  await house.ines.delete(path);
  const { rows } = await desk.owner.query(
    "select actor_id, data from journal where organisation_id = $1 and type = 'model.changed' order by seq",
    [house.organisationId],
  );
  assert.deepEqual(
    rows.map(({ actor_id, data }) => [actor_id, data]),
    ["on", "off", "gone"].map((state) => [house.ines.memberId, { state }]),
  );
});

test("what cannot be a name or a key is refused", async () => {
  for (const more of [{ model: " " }, { api_key: "two words" }, { api_key: "a\nb: c" }, { api_key: "" }])
    assert.equal((await put(more)).status, 422, JSON.stringify(more));
  assert.equal((await put({ model: "small\u0000" })).status, 200);
});

test("the library is loaded when a model is asked and not before: the start of a desk does not wait for it", () => {
  const src = join(import.meta.dirname, "..", "..");
  const loading = globSync("**/*.ts", { cwd: src }).filter((path) =>
    /^import [^;]* from "(?:ai|@ai-sdk\/[^"]*)"/m.test(readFileSync(join(src, path), "utf8")),
  );
  assert.deepEqual(loading, []);
});

test("an address is kept without what is added to it", () => {
  assert.equal(baseUrlOf(" https://models.example/v1/ "), "https://models.example/v1");
  assert.equal(baseUrlOf("https://models.example/v1/chat/completions"), "https://models.example/v1");
  assert.equal(baseUrlOf("HTTPS://Models.Example"), "https://models.example");
  assert.equal(baseUrlOf("models.example"), null);
  assert.equal(keepsKey("https://a.example/v1", "https://a.example/v2"), true);
  assert.equal(keepsKey("https://a.example/v1", "https://a.example:8443/v1"), false);
  assert.equal(keepsKey("https://a.example/v1", "http://a.example/v1"), false);
});
