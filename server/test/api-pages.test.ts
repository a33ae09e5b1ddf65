import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { newId } from "../src/platform/ids.ts";
import { assignmentIn, type CurlRequest, parseCurl, shellLines } from "./support/curl.ts";
import { type Desk, deskUrl, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

const folder = join(import.meta.dirname, "..", "..", "docs", "api");
const pages = globSync("*.md", { cwd: folder }).sort();
const read = (page: string) => readFileSync(join(folder, page), "utf8");

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

test("every address that the pages name is one of the API's", async () => {
  const described = (await desk.app.http.inject({ url: "/api/openapi.json" })).json() as {
    paths: Record<string, unknown>;
  };
  const shapes = [...Object.keys(described.paths), "/api/v1/stream"].map(shapeOf);
  const unknown = pages.flatMap((page) =>
    [...read(page).matchAll(/\/api\/v1(?:\/[\w${}-]+)+/g)]
      .map(([path]) => path)
      .filter((path) => !shapes.some((shape) => shape.test(path)))
      .map((path) => `${page} names ${path}`),
  );
  assert.deepEqual(unknown, []);
});

for (const page of pages) {
  const lines = shellLines(read(page));
  if (!lines.some((line) => line.startsWith("curl "))) continue;
  test(`the examples of ${page} run`, async () => {
    const house = await foundHouse(desk);
    const variables = await arrange(house);
    for (const line of lines) {
      const assigned = assignmentIn(line);
      if (assigned) variables[assigned[0]] = assigned[1];
      if (!line.startsWith("curl ")) continue;
      signHook(variables);
      const answer = await send(parseCurl(line, variables), house);
      assert.ok(answer.statusCode < 300, `${line}\nwas answered ${answer.statusCode}: ${answer.body}`);
      Object.assign(variables, idsIn(answer.body));
    }
  });
}

/** What the reader of a page has at hand: a token, an inbox in use, and somebody who wrote. */
async function arrange(house: House): Promise<Record<string, string>> {
  const { conversation_id, message_id } = await house.okafor.writes("The lamp flickers.");
  const other = await house.customer("Mrs N. Okafor").writes("It is me again, by another address.");
  return {
    DESK: deskUrl,
    TOKEN: house.program.headers.authorization!.replace("Bearer ", ""),
    INBOX: house.inboxId,
    MEMBER: house.ana.memberId,
    CONVERSATION: conversation_id,
    MESSAGE: message_id,
    CUSTOMER: await customerOf(house, conversation_id),
    OTHER: await customerOf(house, other.conversation_id),
    ARRIVAL: await unreadableArrival(house),
  };
}

async function customerOf(house: House, conversationId: string): Promise<string> {
  const { ok } = await house.program.get<{ customer: { id: string } }>(`/conversations/${conversationId}`);
  return ok.customer.id;
}

async function unreadableArrival({ organisationId, inboxId }: House): Promise<string> {
  const id = newId("arr");
  await desk.owner.query(
    `insert into arrivals (id, organisation_id, inbox_id, media_type, raw, state) values ($1, $2, $3, 'text/plain', 'x', 'received')`,
    [id, organisationId, inboxId],
  );
  await desk.work("read-arrival", { organisationId, arrivalId: id });
  return id;
}

/** What openssl does on the page. */
function signHook(variables: Record<string, string>): void {
  if (variables.BODY === undefined || variables.SECRET === undefined) return;
  const at = String(Math.floor(desk.clock.now() / 1000));
  const signature = createHmac("sha256", variables.SECRET).update(`${at}.${variables.BODY}`).digest("hex");
  Object.assign(variables, { T: at, V1: signature });
}

function send(request: CurlRequest, house: House) {
  assert.ok(request.url.startsWith(deskUrl), `${request.line} does not go to the desk`);
  const session = request.hasSession ? house.ines.headers : {};
  const body = request.file === undefined ? request.body : Buffer.from("%PDF-1.7 a plan");
  return desk.app.http.inject({
    method: request.method as "GET",
    url: request.url.slice(deskUrl.length),
    headers: { ...session, ...request.headers },
    ...(body === undefined ? {} : { payload: body }),
  });
}

/** Ids that the following examples use. */
function idsIn(answer: string): Record<string, string> {
  if (!answer.startsWith("{")) return {};
  const body = JSON.parse(answer) as {
    id?: string;
    message_id?: string;
    conversation_id?: string;
    secret?: string;
    token?: { id: string };
    merges?: { id: string }[];
    items?: { id?: string }[];
  };
  return {
    ...(body.message_id && body.conversation_id
      ? { MESSAGE: body.message_id, CONVERSATION: body.conversation_id }
      : {}),
    ...(body.id?.startsWith("att_") ? { ATTACHMENT: body.id } : {}),
    ...(body.id?.startsWith("inb_") ? { NEW_INBOX: body.id } : {}),
    ...(body.id?.startsWith("blk_") ? { BULK: body.id } : {}),
    ...(body.items?.[0]?.id?.startsWith("fnd_") ? { FINDING: body.items[0].id } : {}),
    ...(body.secret ? { SECRET: body.secret } : {}),
    ...(body.token ? { TOKEN_ID: body.token.id } : {}),
    ...(body.merges?.[0] ? { MERGE: body.merges[0].id } : {}),
  };
}

/** Parameters are called differently on the page, in the shell and in the description; their places are the same. */
function shapeOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{[^}]*\}/g, "[^/]+")}$`);
}
