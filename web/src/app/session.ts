import type { InboxMember } from "@amends/server/contract";
import { createStore } from "../live/store.ts";

export type Session = {
  member: {
    id: string;
    name: string;
    email: string;
    role: InboxMember["role"];
    languages: string[];
    time_zone: string;
    preferences: Record<string, unknown>;
  };
  organisation: { id: string; name: string; locale: string; demo: boolean };
};

/** Null: nobody is signed in, as far as this page knows. */
export const session = createStore<Session | null>(null);

export function signedOut(): void {
  session.set(null);
}

export function isAtLeast(role: InboxMember["role"], needed: InboxMember["role"]): boolean {
  const order: InboxMember["role"][] = ["agent", "supervisor", "administrator"];
  return order.indexOf(role) >= order.indexOf(needed);
}
