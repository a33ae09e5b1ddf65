import type { Persona } from "#features/demo-cast/personas.rules.ts";
import { customerNumber, reachOf } from "#features/demo-cast/places.rules.ts";
import { seeded } from "#lib/seeded.ts";
import { instant } from "#platform/clock.ts";
import { idAt, type SeedRow } from "./thread.ts";

/** Two records of one person. */
export interface Double {
  keptId: string;
  otherId: string;
}

export interface People {
  /** The record by which somebody is known who came this way, at that time. */
  meet(persona: Persona, channel: string, inboxId: string, at: number): { id: string; name: string };
  rows(): { customers: SeedRow[]; identities: SeedRow[]; doubles: Double[] };
}

/** Customers as channels would have brought them: known by the way they came, until somebody merges the records. */
export function gatherPeople(): People {
  const records = new Map<string, { id: string; persona: Persona; firstAt: number; identities: SeedRow[] }>();
  /** Few enough that merges stay something to look at; for most the shop's customer number joined the records at once. */
  const isSplit = (persona: Persona) => persona.number === 10_002 || persona.number % 9 === 0;
  return {
    meet(persona: Persona, channel: string, inboxId: string, at: number): { id: string; name: string } {
      const reach = reachOf(persona, channel, inboxId);
      const key = `${persona.number} ${isSplit(persona) ? reach.kind : ""}`;
      const record = records.get(key) ?? {
        id: idAt("cus", at),
        persona,
        firstAt: at,
        identities: [],
      };
      records.set(key, record);
      record.firstAt = Math.min(record.firstAt, at);
      const others = isSplit(persona) ? [] : [customerNumber(persona.number)];
      const dice = seeded(`more about ${persona.number}`);
      if (!isSplit(persona) && dice.chance(0.55)) others.push(reachOf(persona, "email", inboxId));
      for (const { kind, scope, value } of [reach, ...others]) {
        if (record.identities.some((each) => each.kind === kind && each.value === value)) continue;
        record.identities.push({
          id: idAt("idn", at),
          customer_id: record.id,
          kind,
          scope,
          value,
          verified_at: instant(at),
          created_at: instant(at),
        });
      }
      return { id: record.id, name: persona.name };
    },
    rows() {
      const all = [...records.values()];
      const byNumber = Map.groupBy(all, (record) => record.persona.number);
      const doubles: Double[] = [];
      for (const [number, own] of byNumber) {
        const [kept, ...others] = own.toSorted((a, b) => b.firstAt - a.firstAt);
        doubles.push(...others.map((other) => ({ keptId: kept!.id, otherId: other.id })));
        if (!isSplit(kept!.persona)) continue;
        const reach = customerNumber(number);
        const at = instant(kept!.firstAt);
        const row = {
          id: idAt("idn", kept!.firstAt),
          customer_id: kept!.id,
          verified_at: at,
          created_at: at,
        };
        kept!.identities.push({ ...reach, ...row });
      }
      return {
        doubles,
        customers: all.map(({ id, persona, firstAt }) => customerRow(id, persona, firstAt)),
        identities: all.flatMap((record) => record.identities),
      };
    },
  };
}

function customerRow(id: string, persona: Persona, at: number): SeedRow {
  const { name, language, timeZone, place } = persona;
  const note = persona.number === 10_002 ? "Derde verdieping, geen lift." : null;
  return { id, name, language, time_zone: timeZone, place, note, created_at: instant(at) };
}
