import { dropUnbound } from "#features/attachments/attachments.store.ts";
import { auditMissed, auditSilences } from "#features/auditing/following.ts";
import type { Places } from "#features/conversations/places.ts";
import { forgottenArrivals } from "#features/delivery/arrivals.store.ts";
import { type DeliveryParts, readArrival } from "#features/delivery/delivery.ts";
import { giveBack, wakeSleepers } from "#features/handling/sweeps.ts";
import type { Watchers } from "#features/inbox/onlookers.ts";
import type { HandOver } from "#features/messages/messages.ts";
import { releaseForgotten, releaseReply } from "#features/messages/release.ts";
import type { ModelParts } from "#features/models/models.ts";
import { judgeByModel, type SentMessage } from "#features/opinions/opinions.ts";
import { gatherWords } from "#features/search/gathering.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { forgetAnswers } from "#platform/idempotency.ts";
import type { Job } from "#platform/jobs.ts";
import { organisationIds } from "#platform/organisations.ts";

export interface BackgroundParts {
  database: Database;
  files: FileStore;
  handOver: HandOver;
  places: Places;
  clock: Clock;
  watchers: Watchers;
  delivery: DeliveryParts;
}

/** What runs once a minute on one of the servers. */
export const minutelyJobs = [
  "wake-sleepers",
  "give-back",
  "read-forgotten",
  "release-forgotten",
  "gather-words",
  "tidy",
  "mail-unread-replies",
  "send-mail",
  "tidy-visitors",
  "audit-missed",
  "audit-silences",
] as const;

/** Every background job of the product, one line each. */
export function backgroundJobs({
  database,
  files,
  handOver,
  places,
  clock,
  delivery,
}: BackgroundParts): Record<string, Job> {
  const everywhere = (run: (organisationId: string) => Promise<unknown>) => async () => {
    for (const organisationId of await organisationIds(database)) await run(organisationId);
  };
  return {
    "release-reply": async (payload) => {
      const { organisationId, conversationId, messageId } = payload as Record<
        "organisationId" | "conversationId" | "messageId",
        string
      >;
      await database.transaction(organisationId, (tx) =>
        releaseReply(tx, conversationId, messageId, handOver),
      );
    },
    "release-forgotten": everywhere((id) => releaseForgotten(database, id, { clock, handOver })),
    "read-arrival": async (payload) => {
      const { organisationId, arrivalId } = payload as Record<"organisationId" | "arrivalId", string>;
      await readArrival(delivery, organisationId, arrivalId);
    },
    "read-forgotten": everywhere(async (id) => {
      for (const arrivalId of await forgottenArrivals(database.in(id)))
        await readArrival(delivery, id, arrivalId);
    }),
    "wake-sleepers": everywhere((id) => wakeSleepers(database, id)),
    "give-back": everywhere((id) => giveBack(database, id, { places, clock })),
    "gather-words": everywhere((id) => gatherWords(database, id)),
    "audit-missed": everywhere((id) => auditMissed(database, id, clock)),
    "audit-silences": everywhere((id) => auditSilences(database, id, clock)),
    tidy: everywhere(async (id) => {
      await database.transaction(id, forgetAnswers);
      const keys = await database.transaction(id, (tx) => dropUnbound(tx));
      for (const key of keys) await files.remove(key);
    }),
  };
}

/** What waits for somebody else's server, minutes perhaps; worked off apart, so that no reply waits behind it. */
export function slowJobs(models: ModelParts): Record<string, Job> {
  return { "judge-by-model": (payload) => judgeByModel(models, payload as SentMessage) };
}
