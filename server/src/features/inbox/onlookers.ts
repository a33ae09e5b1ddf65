import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Presence, StreamCommand } from "./inbox.contract.ts";

/** Who has the desk open, and what they look at. Passing knowledge of this process; nothing depends on it being complete. */
export interface Watchers {
  arrive(organisationId: string, memberId: string): void;
  leave(organisationId: string, memberId: string): void;
  look(organisationId: string, memberId: string, command: StreamCommand): Presence;
  isOnline(memberId: string): boolean;
  presenceOf(organisationId: string): Presence[];
  online(): { organisationId: string; memberId: string }[];
}

export function createWatchers(clock: Clock): Watchers {
  const here = new Map<string, { organisationId: string; sockets: number; presence: Presence | null }>();
  return {
    arrive(organisationId, memberId) {
      const known = here.get(memberId) ?? { organisationId, sockets: 0, presence: null };
      here.set(memberId, { ...known, sockets: known.sockets + 1 });
    },
    leave(_organisationId, memberId) {
      const known = here.get(memberId);
      if (!known) return;
      if (known.sockets <= 1) here.delete(memberId);
      else here.set(memberId, { ...known, sockets: known.sockets - 1 });
    },
    look(organisationId, memberId, command) {
      const known = here.get(memberId) ?? { organisationId, sockets: 1, presence: null };
      const presence: Presence = {
        member_id: memberId as Presence["member_id"],
        conversation_id: command.conversation_id,
        doing: command.doing,
        at: instant(clock.now()),
      };
      here.set(memberId, { ...known, presence });
      return presence;
    },
    isOnline: (memberId) => here.has(memberId),
    presenceOf: (organisationId) =>
      [...here.values()].flatMap((each) =>
        each.organisationId === organisationId && each.presence ? [each.presence] : [],
      ),
    online: () => [...here].map(([memberId, { organisationId }]) => ({ organisationId, memberId })),
  };
}
