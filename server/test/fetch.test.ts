import assert from "node:assert/strict";
import type { lookup } from "node:dns";
import { globSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { FetchProblem, type FetchReason, isPublic, openFetch } from "../src/platform/fetch.ts";

let served: RequestListener = (_request, response) => void response.end("hello");
let reached = 0;
const server = createServer((request, response) => {
  reached++;
  served(request, response);
});
let port = "";
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = String((server.address() as AddressInfo).port);
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const get = { method: "GET", headers: {}, body: null, timeMs: 2000, bytes: 1000 };

/** A resolver that answers these one after the other, and the last for ever. */
function answering(...answers: string[][]): { lookup: typeof lookup; asked: string[] } {
  const asked: string[] = [];
  const resolver = (host: string, options: { all?: boolean }, callback: (...values: unknown[]) => void) => {
    asked.push(host);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    const addresses = answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (options.all) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
  return { lookup: resolver as unknown as typeof lookup, asked };
}

async function reasonOf(sent: Promise<unknown>): Promise<FetchReason> {
  const error = await sent.then(
    () => assert.fail("it was sent"),
    (problem: unknown) => problem,
  );
  assert.ok(error instanceof FetchProblem, String(error));
  return error.reason;
}

test("S-38: nothing of this machine, its networks, tunnels or examples counts as the internet", () => {
  const inside = `0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8
    192.168.1.1 198.18.0.1 203.0.113.9 224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1
    fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 ff02::1 2001::1 2001:db8::1 2002:7f00:1:: not-an-address`;
  for (const address of inside.split(/\s+/)) assert.equal(isPublic(address), false, address);
  for (const address of ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"])
    assert.equal(isPublic(address), true, address);
});

test("S-38: a private address is refused in every way of writing it, before anything is sent", async () => {
  const { send, objectionTo } = openFetch({ trusted: [] });
  for (const host of [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "a.localhost",
    "169.254.169.254",
    "10.0.0.1",
  ]) {
    assert.equal(objectionTo(`https://${host}:${port}/`), "private", host);
    assert.equal(await reasonOf(send(`https://${host}:${port}/`, get)), "private", host);
  }
  assert.equal(reached, 0);
});

test("other schemes, names in the address and plain HTTP over the internet are refused", async () => {
  const { send } = openFetch({ trusted: [] });
  for (const address of [
    "file:///etc/passwd",
    "gopher://example.org/",
    "https://a:b@example.org/",
    "http://example.org/",
    "example.org",
    "",
  ])
    assert.equal(await reasonOf(send(address, get)), "address", address);
});

test("S-38: a name is looked up once, and refused when one of its addresses is private", async () => {
  for (const addresses of [["127.0.0.1"], ["8.8.8.8", "::1"], []]) {
    const { lookup } = answering(addresses);
    const { send } = openFetch({ trusted: [], lookup });
    assert.equal(await reasonOf(send("https://model.example/", get)), "private", addresses.join());
  }
  assert.equal(reached, 0);
});

test("S-38: the address that was checked is the one that is spoken to, whatever the name says a moment later", async () => {
  const { lookup, asked } = answering(["127.0.0.1"], ["10.255.255.1"]);
  const { send } = openFetch({ trusted: [`model.example:${port}`], lookup });
  assert.equal(await (await send(`http://model.example:${port}/`, get)).text(), "hello");
  assert.deepEqual(asked, ["model.example"]);
});

test("what the operator trusts is reached: a host on any port, or on one", async () => {
  for (const trusted of ["127.0.0.1", `127.0.0.1:${port}`]) {
    const { send } = openFetch({ trusted: [trusted] });
    const answer = await send(`http://127.0.0.1:${port}/`, get);
    assert.deepEqual([answer.status, await answer.text()], [200, "hello"]);
  }
  const { send } = openFetch({ trusted: ["127.0.0.1:1"] });
  assert.equal(await reasonOf(send(`http://127.0.0.1:${port}/`, get)), "private");
});

test("redirects are not followed, wherever they lead", async () => {
  const { send } = openFetch({ trusted: ["127.0.0.1"] });
  const before = reached;
  served = (_request, response) =>
    void response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
  assert.equal(await reasonOf(send(`http://127.0.0.1:${port}/`, get)), "redirect");
  assert.equal(reached, before + 1);
});

test("what is too large, too slow, packed or no HTTP is given up", async () => {
  const { send } = openFetch({ trusted: ["127.0.0.1"] });
  const at = `http://127.0.0.1:${port}/`;
  served = (_request, response) => void response.end("x".repeat(1001));
  assert.equal(await reasonOf(send(at, get)), "size");
  served = (_request, response) => {
    const more = setInterval(() => response.write("x".repeat(400)), 5);
    response.on("close", () => clearInterval(more));
  };
  assert.equal(await reasonOf(send(at, get)), "size");
  served = (_request, response) => {
    const more = setInterval(() => response.write("x"), 5);
    response.on("close", () => clearInterval(more));
  };
  assert.equal(await reasonOf(send(at, { ...get, timeMs: 200 })), "time");
  served = () => {};
  assert.equal(await reasonOf(send(at, { ...get, timeMs: 200 })), "time");
  served = (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("x");
  assert.equal(await reasonOf(send(at, get)), "answer");
  served = (request) => void request.socket.end("nonsense\r\n\r\n");
  assert.equal(await reasonOf(send(at, get)), "answer");
  served = (request) => void request.socket.destroy();
  assert.equal(await reasonOf(send(at, get)), "connect");
  assert.equal(await reasonOf(send("http://127.0.0.1:1/", get)), "connect");
});

test("a name that nobody knows is told apart from a host that does not answer", async () => {
  const unknown = (_host: string, _options: unknown, callback: (error: Error) => void) =>
    callback(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
  const { send } = openFetch({ trusted: [], lookup: unknown as unknown as typeof lookup });
  assert.equal(await reasonOf(send("https://model.example/", get)), "name");
});

test("S-38: nothing else in the source opens a way out", () => {
  const src = join(import.meta.dirname, "..", "src");
  const others = globSync("**/*.ts", { cwd: src })
    .filter((path) => !path.endsWith(".test.ts") && path !== join("platform", "fetch.ts"))
    .filter((path) => {
      const text = readFileSync(join(src, path), "utf8");
      const opens = /^import (?!type )[^;]* from "(?:node:https?|undici)"/m.test(text);
      return opens || /(?<![\w.#]|async )fetch\(/.test(text);
    });
  assert.deepEqual(others, [], "Use #platform/fetch.ts.");
});

test("what is on its way ends when the server is stopped", async () => {
  const { send, stop } = openFetch({ trusted: ["127.0.0.1"] });
  served = () => {};
  const sent = reasonOf(send(`http://127.0.0.1:${port}/`, { ...get, timeMs: 60_000 }));
  setTimeout(stop, 50);
  assert.equal(await sent, "stopped");
});
