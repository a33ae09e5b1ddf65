import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse } from "../../../test/support/people.ts";
import { responseTargetMs } from "../conversations/conversations.rules.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const seconds = 1000;
const minutes = 60 * seconds;

test("F06: an inbox promises what customers of its channel expect, until somebody says otherwise", async () => {
  const { ines, program } = await foundHouse(desk);
  const open = async (inbox: object) =>
    (await ines.post<{ id: string; response_target_ms: number }>("/inboxes", { name: "New", ...inbox })).ok;
  assert.equal((await open({ kind: "web-chat" })).response_target_ms, 1 * minutes);
  assert.equal((await open({ kind: "api" })).response_target_ms, 60 * minutes);
  const strict = await open({ kind: "api", response_target_ms: 5 * minutes });
  assert.equal(strict.response_target_ms, 5 * minutes);
  const written = await program.post<{ conversation_id: string }>(`/inboxes/${strict.id}/messages`, {
    external_id: "order-1",
    from: { id: "maud" },
    text: "Is anybody there?",
  });
  const { due_at, waiting_since } = (
    await program.get<{ due_at: string; waiting_since: string }>(
      `/conversations/${written.ok.conversation_id}`,
    )
  ).ok;
  assert.equal(Date.parse(due_at) - Date.parse(waiting_since), 5 * minutes);
});

test("F06: channels that are still to come have their promise already", () => {
  const promised = ["voice", "mastodon", "email"].map(responseTargetMs);
  assert.deepEqual(promised, [40 * seconds, 6 * minutes, 60 * minutes]);
});
