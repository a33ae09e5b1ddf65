import * as matter from "#features/wording/matter.rules.ts";
import { overlap, type Read, type Reading } from "#features/wording/reading.rules.ts";
import type { AuditFinding } from "../audit.contract.ts";

/** `before` are the findings made so far: some of them are failures that call for an apology. */
export function findNoApology(reading: Reading, before: readonly AuditFinding[]): AuditFinding[] {
  const { turns } = reading;
  if (turns.some((read) => (read.ours || matter.isEvent(read, "sms")) && read.kinds.has("apology")))
    return [];
  const found = unownedFailure(turns, before);
  return found.length > 0 ? found : unansweredComplaint(turns, new Set(before.map(({ label }) => label)));
}

/** A broken promise or a trouble that came back, as shown by others' findings, and nothing said or given for it. */
function unownedFailure(turns: readonly Read[], before: readonly AuditFinding[]): AuditFinding[] {
  for (const { label, turn, turns: more } of before) {
    const shown =
      label === "reopened_same_issue" ? turn : label === "no_callback_kept" ? (more?.[0] ?? null) : null;
    const at = turns.findIndex(({ index }) => index === shown);
    if (at < 0) continue;
    const replies = turns.slice(at).filter(matter.isAgent);
    if (replies.length === 0 || turns.some((read) => read.ours && makesAmends(read, label))) continue;
    return [
      {
        label: "no_apology_or_recovery",
        turn: turns[at]!.index,
        turns: replies.map(({ index }) => index),
        confidence: 0.75,
        explanation: "A failure of the company was plain, and nobody apologised or made anything good.",
      },
    ];
  }
  return [];
}

/** Feels with the customer, or gives something for what went wrong: more than the work that was owed. */
function makesAmends(read: Read, failure: AuditFinding["label"]): boolean {
  return (
    read.kinds.has("sympathy") ||
    matter.chanceOf(read, "apology") > 0.3 ||
    matter.chanceOf(read, "sympathy") > 0.4 ||
    // A new part is what the second repair is made of.
    matter.chanceOf(read, "remedy") > (failure === "reopened_same_issue" ? 0.6 : 0.35)
  );
}

function unansweredComplaint(turns: readonly Read[], others: ReadonlySet<string>): AuditFinding[] {
  const complaints = turns.filter((read) => isComplaint(read, others));
  // One that asks for help and gets an answer, if a poor one, is a request; said twice, or without a question, it is a grievance.
  const [first] = complaints;
  const isGrave = first && (isBrokenWord(first, others) || (!first.asks && first.kinds.has("harm")));
  if (complaints.length < 2 && !isGrave) return unownedGrievance(turns);
  for (const complaint of complaints) {
    const after = turns.slice(turns.indexOf(complaint) + 1);
    const replies = after.filter((read) => read.ours && !matter.isBot(read));
    if (
      replies.length === 0 ||
      replies.some((read) => !isSaidAgain(read, turns) && makesGood(read, isBrokenWord(complaint, others)))
    )
      continue;
    if (after.some((read) => matter.isEvent(read, "call", "visit"))) continue;
    if (after.some((read) => matter.isSettled(read) && isPleased(read))) continue;
    if (
      replies.every(
        (read) =>
          read.kinds.has("transfer") ||
          matter.holds(read) ||
          matter.asksBack(read) ||
          read.kinds.has("bounce"),
      )
    )
      continue;
    return [
      {
        label: "no_apology_or_recovery",
        turn: complaint.index,
        turns: replies.map(({ index }) => index),
        confidence: complaints.length > 1 ? 0.85 : 0.7,
        explanation: "A failure of the company was plain, and nobody apologised or made anything good.",
      },
    ];
  }
  return unownedGrievance(turns);
}

function unownedGrievance(turns: readonly Read[]): AuditFinding[] {
  const twice = unheardGrievance(turns);
  return twice.length > 0 ? twice : unownedDeed(turns);
}

/** The company as the one who did it: at the head of a sentence, perhaps behind one word. */
const doer =
  /^(you|you've|your|jullie|u|uw|ni|era|er|avete|vostro|vostra|vostri|vostre|sie|ihr|ihre|ihren|euer|eure)$/u;

/** "You hung it upside down", told once and at some length, and the one reply is a bare statement of how that came. */
function unownedDeed(turns: readonly Read[]): AuditFinding[] {
  const [customer, ...more] = turns.filter(matter.isCustomer);
  const [reply, ...others] = turns.filter((read) => read.ours);
  if (!customer || !reply || more.length > 0 || others.length > 0 || !matter.isAgent(reply)) return [];
  if (turns.indexOf(reply) < turns.indexOf(customer)) return [];
  const accuses = customer.sentences.some(({ tokens }) => tokens.slice(0, 2).some((each) => doer.test(each)));
  const mild = ["want", "thanks", "satisfied", "giveup"].some((kind) => customer.kinds.has(kind));
  if (!accuses || mild || customer.asks || customer.tokens.length < 10) return [];
  const deeds = ["remedy", "solved", "ask", "contact", "holding", "transfer", "bounce", "satisfied", "we"];
  const bare =
    !reply.asks &&
    !reply.time &&
    !/\d/.test(reply.turn.text) &&
    ![...deeds, "you", "thanks", "offer"].some((kind) => reply.kinds.has(kind));
  if (!bare || turns.some((read) => matter.isEvent(read, "call", "visit"))) return [];
  return [
    {
      label: "no_apology_or_recovery",
      turn: customer.index,
      turns: [reply.index],
      confidence: 0.55,
      explanation: "The customer told what the company did wrong, and the reply owned nothing of it.",
    },
  ];
}

/** Told twice what went wrong, answered twice with bare statements: plain even where no word of blame falls. */
function unheardGrievance(turns: readonly Read[]): AuditFinding[] {
  const customers = turns.filter(matter.isCustomer);
  const replies = turns.filter(matter.isAgent);
  const [first] = customers;
  if (!first || customers.length < 2 || replies.length < 2) return [];
  // A sigh after a long account ("Lovely.") is no content; thanks and assent are.
  const told = customers.every((read) =>
    read === first
      ? !read.sentences[0]?.asks && !matter.isSettled(read) && read.tokens.length >= 4
      : !read.asks && !read.kinds.has("thanks") && !(read.kinds.has("agree") && matter.isSettled(read)),
  );
  // What opens as a statement and not as a wish is a report of something gone wrong.
  if (!told || first.kinds.has("want")) return [];
  const brief = customers.some(
    (read) => read !== first && (matter.isSettled(read) || read.tokens.length < 4),
  );
  if ((brief || first.asks) && first.tokens.length < 14) return [];
  const kind = ["remedy", "solved", "ask", "contact", "holding", "transfer", "bounce"];
  const deeds = ["visit", "we"];
  // A day on which something is due from the customer makes nothing good.
  const bare = replies.every(
    (read) =>
      !read.asks &&
      !kind.some((each) => (each === "remedy" ? matter.remedies(read) : read.kinds.has(each))) &&
      // "Has arrived" is good news, "has not arrived" none.
      (!read.kinds.has("satisfied") || read.kinds.has("nothere")) &&
      !read.sentences.some(({ time, kinds }) => time && deeds.some((each) => kinds.has(each))),
  );
  if (!bare || !matter.isAgent(turns.findLast((read) => read.ours || matter.isCustomer(read))!)) return [];
  return [
    {
      label: "no_apology_or_recovery",
      turn: customers[0]!.index,
      turns: replies.map(({ index }) => index),
      confidence: 0.6,
      explanation: "The customer told of a failure twice, and nobody apologised or made anything good.",
    },
  ];
}

function isPleased(read: Read): boolean {
  return matter.isCustomer(read) && (read.kinds.has("satisfied") || read.kinds.has("thanks"));
}

function isComplaint(read: Read, others: ReadonlySet<string>): boolean {
  if (!matter.isCustomer(read) || isOwnSlip(read)) return false;
  const accuses = read.kinds.has("problem") && read.kinds.has("you") && !read.asks && !matter.isSettled(read);
  if (accuses) return true;
  const broken = others.has("no_callback_kept") && read.kinds.has("nothere");
  return (
    ((read.kinds.has("harm") || broken) && !matter.isContent(read)) ||
    (read.kinds.has("harm") && !read.asks && matter.isContent(read) && read.sentences.length > 1)
  );
}

/** "I forgot my hat at your place": no failure of ours. */
function isOwnSlip({ sentences }: Read): boolean {
  const [only, ...more] = sentences;
  if (!only || more.length > 0) return false;
  const [who, ...rest] = only.tokens.slice(0, 3);
  return (
    /^(i|i've|ik|jag|ich|ho)$/u.test(who ?? "") &&
    rest.some((token) =>
      /^(forgot|forgotten|left|lost|vergat|verloor|glömde|tappade|vergaß|verlor|dimenticato|perso)$/u.test(
        token,
      ),
    )
  );
}

function isBrokenWord(complaint: Read, others: ReadonlySet<string>): boolean {
  return others.has("no_callback_kept") && complaint.kinds.has("nothere");
}

/** The same sentence over again is no answer to what came since. */
function isSaidAgain(read: Read, turns: readonly Read[]): boolean {
  return turns
    .slice(0, turns.indexOf(read))
    .some((each) => each.ours && each.content.size >= 2 && overlap(read.content, each.content) >= 0.8);
}

/** After a broken word, another one alone makes nothing good. */
function makesGood(read: Read, afterBrokenWord: boolean): boolean {
  if (afterBrokenWord) return read.kinds.has("remedy") || read.kinds.has("solved");
  return (
    read.kinds.has("remedy") ||
    read.time !== null ||
    read.kinds.has("solved") ||
    read.sentences.some(({ kinds }) => kinds.has("contact") && !kinds.has("vague"))
  );
}
