import type { SavedReply } from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { lastEvents } from "../../app/desk.ts";
import { createStore } from "../../live/store.ts";

export const savedReplies = createStore<readonly SavedReply[]>([]);
let asked = false;

/** Once per page, when somebody first writes; later changes come through the stream. */
export async function needSavedReplies(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    await loadSavedReplies();
    lastEvents.subscribe(() => {
      if (lastEvents.get().some((event) => event.type === "reply.changed"))
        void loadSavedReplies().catch(() => {});
    });
  } catch {
    asked = false;
  }
}

async function loadSavedReplies(): Promise<void> {
  const page = await api.get<{ items: SavedReply[] }>("/saved-replies?limit=100");
  savedReplies.set(page.items);
}

/** In the customer's language; else in the writer's; else in whichever there is. */
export function bodyFor(reply: SavedReply, language: string | null, locale: string): string {
  const short = (language ?? "").slice(0, 2);
  return reply.bodies[short] ?? reply.bodies[locale] ?? Object.values(reply.bodies)[0] ?? "";
}

/** By shortcut, title and text, in that order. */
export function findReplies(list: readonly SavedReply[], words: string): SavedReply[] {
  const sought = plain(words);
  const rank = (reply: SavedReply) => {
    if (sought === "") return 2;
    if (plain(reply.shortcut ?? "").startsWith(sought)) return 0;
    if (plain(reply.title).includes(sought)) return 1;
    return Object.values(reply.bodies).some((body) => plain(body).includes(sought)) ? 2 : -1;
  };
  return list
    .map((reply) => ({ reply, at: rank(reply) }))
    .filter((each) => each.at >= 0)
    .sort((a, b) => a.at - b.at || a.reply.title.localeCompare(b.reply.title))
    .map((each) => each.reply)
    .slice(0, 8);
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}
