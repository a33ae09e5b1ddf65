import assert from "node:assert/strict";
import { test } from "node:test";
import { theActs } from "#features/acts/acts.ts";
import type { Transcript, Turn } from "#features/audit/audit.contract.ts";
import { foundByRules } from "#features/audit/audit.rules.ts";
import { readTranscript } from "#features/wording/reading.rules.ts";
import { impressionOf, tellingTurn } from "./impression.rules.ts";

const start = Date.UTC(2025, 2, 3, 10);

function conversation(turns: [Turn["speaker"], number, string][]): Transcript {
  return {
    id: "one",
    lang: "en",
    channels: ["email"],
    observedUntil: start + 72 * 3_600_000,
    team: null,
    turns: turns.map(([speaker, minutes, text]) => ({
      at: start + minutes * 60_000,
      offset: 0,
      channel: "email",
      speaker,
      agentId: speaker === "agent" ? "a-1" : null,
      event: null,
      text,
    })),
  };
}

const grievance: [Turn["speaker"], number, string][] = [
  ["customer", 0, "Your men broke my mother's vase and left the pieces under the rug."],
  ["agent", 60, "The vase is not on our list."],
  ["customer", 90, "It was on the shelf you emptied. It is in pieces."],
];

test("a mistake that nobody owns to looks worse than one that somebody is sorry for", () => {
  const chance = (last: string) => {
    const reading = readTranscript(conversation([...grievance, ["agent", 120, last]]), theActs());
    return impressionOf(reading, foundByRules(reading)).get("no_apology_or_recovery")!;
  };
  const cold = chance("We go by the list.");
  const sorry = chance("I am so sorry, we refund you the vase today.");
  assert.ok(cold > 0.4 && sorry < 0.1, `${cold} and ${sorry}`);
});

test("the turn that tells is one of the customer's for a grievance", () => {
  const turn = tellingTurn(readTranscript(conversation(grievance), theActs()), "no_apology_or_recovery");
  assert.equal(turn?.turn.speaker, "customer");
});

test("without named acts there is no impression", () => {
  assert.equal(impressionOf(readTranscript(conversation(grievance)), []).size, 0);
});

test("an hour is of the day that was asked for", () => {
  const { turns } = readTranscript(
    conversation([
      ["customer", 0, "Can you come tomorrow?"],
      ["agent", 5, "Yes, at 15:00."],
    ]),
  );
  assert.equal(turns[1]!.time?.due, Date.UTC(2025, 2, 4, 15));
});

test("a call of the customer's is no sign of ours", async () => {
  const { isEvent, isCallIn } = await import("#features/wording/matter.rules.ts");
  const read = (text: string) => {
    const one = conversation([["system", 0, text]]);
    one.turns[0]!.event = "call";
    return readTranscript(one).turns[0]!;
  };
  assert.ok(isCallIn(read("Customer calls again")) && !isEvent(read("Customer calls again"), "call"));
  assert.ok(isEvent(read("Outbound call by a1, answered"), "call"));
});
