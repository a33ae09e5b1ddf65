import { session } from "./session.ts";

const kept = 12;

/** What somebody did or opened last, by this palette; theirs alone, also in a shared browser. */
export function recentIds(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(shelf()) ?? "[]");
    return Array.isArray(list) ? list.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export function rememberRecent(id: string): void {
  try {
    const next = [id, ...recentIds().filter((each) => each !== id)].slice(0, kept);
    localStorage.setItem(shelf(), JSON.stringify(next));
  } catch {
    // Storage may be blocked: then nothing is recent.
  }
}

function shelf(): string {
  return `amends.recent.${session.get()?.member.id ?? ""}`;
}
