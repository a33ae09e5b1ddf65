import { administers, type MemberActor } from "#features/accounts/actor.ts";
import type { GuardFinding } from "#features/guard/guard.contract.ts";
import type { Guard } from "#features/guard/guard.rules.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { wantedBy } from "./advice.rules.ts";
import { insertFindings } from "./findings.store.ts";
import { blockedBy, rowOf } from "./outgoing.ts";

/** A saved reply about to be saved: its texts by language. */
export interface SavedTexts {
  id: string;
  bodies: Readonly<Record<string, string>>;
  /** Why it is saved although the guard blocks it. */
  reason: string | null;
}

export type SavedTextFinding = GuardFinding & { language: string };

/**
 * What is written once and sent a thousand times is checked when it is written: what blocks, and a charge tied to a
 * review (F36), is saved only by an administrator who says why. The rest is advice, and handed back.
 */
export function savedCheck(guard: Guard) {
  return async (
    tx: Tx,
    actor: MemberActor,
    { id, bodies, reason }: SavedTexts,
  ): Promise<SavedTextFinding[]> => {
    const found = Object.entries(bodies).flatMap(([language, body]) =>
      guard({ lang: language, channel: "email", sender: "agent", text: filledIn(body) }).findings.map(
        (finding) => ({
          ...finding,
          blocks: finding.blocks || finding.label === "threatens_or_penalises_review",
          language,
        }),
      ),
    );
    const wanted = wantedBy({ strictness: "calm", doubted: [] }, found);
    const blocking = wanted.filter(({ blocks }) => blocks);
    if (blocking.length === 0) return wanted;
    if (reason === null || !administers(actor)) throw blockedBy(wanted, { override: "administrator" });
    await insertFindings(
      tx,
      blocking.map((finding) => ({
        ...rowOf(finding),
        inbox_id: null,
        conversation_id: null,
        message_id: null,
        saved_reply_id: id,
        member_id: actor.memberId,
        judge: "guard" as const,
        suggestion_taken: null,
        override_reason: reason,
        created_at: instant(tx.now),
      })),
    );
    return wanted;
  };
}

const examples: Readonly<Record<string, string>> = { "conversation.subject": "lamp" };

/** As a customer would read it, each variable filled to its own length, so that what is found stands where it is found. */
function filledIn(body: string): string {
  return body.replace(/\{\{([^{}|]*)(?:\|([^{}|]*))?\}\}/g, (whole, name: string, otherwise?: string) =>
    (otherwise?.trim() || examples[name.trim()] || "Kim").padEnd(whole.length).slice(0, whole.length),
  );
}
