import { noteSeen } from "#features/inbox/inbox.store.ts";
import { seeded } from "#lib/seeded.ts";
import { colleaguesAct, type Pace, playersOf } from "./colleagues.ts";
import { type LifeParts, lookUp, readScript, type Scene, type Script } from "./company.ts";
import { customersReact, somebodyComes } from "./customers.ts";

/** The simulated people of a demo. Each look around is complete in itself, so they may be stopped at any moment. */
export interface Life {
  /** Everybody looks up once and does what they have to do now. */
  look(): Promise<void>;
  /** Somebody comes now, whenever the next one was due. */
  welcome(): Promise<void>;
  stop(): Promise<void>;
}

const lookEveryMs = 2000;

/** `isQuiet`: they sit at their desks, and that is all. */
export function createLife(
  parts: LifeParts,
  { isQuiet }: { isQuiet: boolean },
): Omit<Life, "stop"> & { leave(): void } {
  const script: Script = readScript();
  const pace: Pace = new Map();
  const atDesk = new Set<string>();
  let nextArrivalAt = parts.clock.now() + 8000;
  let arrivals = 0;

  /** While somebody watches, a person comes every 20 to 60 seconds; otherwise the shop is quieter. */
  function plan(scene: Scene): void {
    const dice = seeded(`gap ${arrivals}`);
    arrivals += 1;
    const factor = scene.humans.size > 0 ? 1 : 2.5;
    nextArrivalAt = scene.now + dice.between(20_000, 60_000) * factor;
  }

  /** Played members are seen at their desks, and count as being there at once: nothing of theirs is given back. */
  async function attend(scene: Scene): Promise<void> {
    const { database, watchers, live, organisationId } = parts;
    const there = new Set(playersOf(scene, organisationId).map(({ actor }) => actor.memberId));
    const come = [...there.difference(atDesk)];
    for (const memberId of come) watchers.arrive(organisationId, memberId);
    if (come.length > 0) await database.transaction(organisationId, (tx) => noteSeen(tx, come));
    for (const memberId of atDesk.difference(there)) {
      watchers.leave(organisationId, memberId);
      if (!watchers.isOnline(memberId))
        live.sign(organisationId, null, { sign: "left", member_id: memberId as `mbr_${string}` });
    }
    atDesk.clear();
    for (const memberId of there) atDesk.add(memberId);
  }

  return {
    async look() {
      const scene = await lookUp(parts, script);
      await attend(scene);
      if (isQuiet) return;
      await customersReact(parts, scene);
      await colleaguesAct(parts, scene, pace);
      if (scene.now < nextArrivalAt) return;
      plan(scene);
      await somebodyComes(parts, scene);
    },
    async welcome() {
      await somebodyComes(parts, await lookUp(parts, script));
    },
    leave() {
      for (const memberId of atDesk) parts.watchers.leave(parts.organisationId, memberId);
      atDesk.clear();
    },
  };
}

/** Looks around every two seconds until it is stopped. */
export function startLife(parts: LifeParts, { isQuiet }: { isQuiet: boolean }): Life {
  const life = createLife(parts, { isQuiet });
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      await life.look();
    } catch (error) {
      // A shop without a database for a moment is no reason to stop playing.
      if (!isStopped) parts.log.error("demo.look_failed", error);
    }
    if (!isStopped) timer = setTimeout(next, lookEveryMs);
  };
  const next = () => {
    running = look();
  };
  let timer = setTimeout(next, lookEveryMs);
  return {
    look: life.look,
    welcome: life.welcome,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
      life.leave();
    },
  };
}
