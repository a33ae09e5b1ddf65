import { api } from "../../app/api.ts";

/** How much the guard says in an inbox. What blocks, blocks everywhere. */
export const strictnesses = ["strict", "calm", "blocks_only"] as const;
export type Strictness = (typeof strictnesses)[number];

const asked = new Map<string, Promise<Strictness>>();

/** Asked once per inbox and page. Not known yet, or not to us: as a new inbox has it. */
export function strictnessOf(inboxId: string): Promise<Strictness> {
  const known =
    asked.get(inboxId) ??
    api
      .get<{ strictness: Strictness }>(`/inboxes/${inboxId}/guard`)
      .then((found) => found.strictness)
      .catch(() => {
        asked.delete(inboxId);
        return "calm" as const;
      });
  asked.set(inboxId, known);
  return known;
}

export async function putStrictness(inboxId: string, strictness: Strictness): Promise<void> {
  await api.send("PUT", `/inboxes/${inboxId}/guard`, { body: { strictness } });
  asked.set(inboxId, Promise.resolve(strictness));
}
