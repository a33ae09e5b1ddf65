import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browserOf, type Desk, goodPassword, openEmptyDesk, setUpDesk } from "../../../test/support/doors.ts";

describe("set-up", () => {
  let desk: Desk;
  before(async () => {
    desk = await openEmptyDesk();
  });
  after(() => desk.close());

  const wanted = (code: string) => ({
    code,
    organisation: "Halder & Roos",
    name: "Ana Kovač",
    email: "Ana@Halder.example",
    password: goodPassword,
  });

  test("an empty server hands out one link and is open", async () => {
    assert.match(desk.app.setUpLink ?? "", /^https:\/\/desk\.example\/setup#[\w-]{43}$/);
    assert.deepEqual((await browserOf(desk).get("/api/v1/setup")).json(), { open: true });
  });

  test("a wrong code opens nothing", async () => {
    const answer = await browserOf(desk).post("/api/v1/setup", wanted("x".repeat(43)));
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.json().code, "setup.wrong_code");
  });

  test("a password that many people use is refused, and the link still works", async () => {
    const code = desk.app.setUpLink!.split("#")[1]!;
    const answer = await browserOf(desk).post("/api/v1/setup", {
      ...wanted(code),
      password: "Password12345!",
    });
    assert.equal(answer.statusCode, 422);
    assert.equal(answer.json().code, "sign_in.password_too_common");
  });

  test("two who use the link at once make one administrator", async () => {
    const code = desk.app.setUpLink!.split("#")[1]!;
    const both = await Promise.all([1, 2].map(() => browserOf(desk).post("/api/v1/setup", wanted(code))));
    assert.deepEqual(both.map((each) => each.statusCode).sort(), [201, 404]);
  });

  test("after that it is shut for ever, also after a restart and with the code table emptied", async () => {
    assert.deepEqual((await browserOf(desk).get("/api/v1/setup")).json(), { open: false });
    const again = await openEmptyDesk({ databaseUrl: desk.databaseUrl });
    assert.equal(again.app.setUpLink, null);
    const code = desk.app.setUpLink!.split("#")[1]!;
    assert.equal((await browserOf(again).post("/api/v1/setup", wanted(code))).statusCode, 404);
    await again.close();
  });

  test("who set it up is signed in as administrator", async () => {
    const other = await openEmptyDesk();
    const ana = await setUpDesk(other);
    const session = (await ana.get("/api/v1/session")).json();
    assert.equal(session.member.role, "administrator");
    assert.equal(session.member.email, "ana@halder.example");
    assert.equal(session.organisation.name, "Halder & Roos");
    await other.close();
  });
});
