import type { Message } from "@amends/server/contract";
import i18next from "i18next";
import { api } from "../../app/api.ts";
import { drafts, threads } from "../../app/desk.ts";
import { Problem } from "../../live/api.ts";
import { createStore } from "../../live/store.ts";
import { showToast } from "../../ui/toast-store.ts";
import { reasonOf } from "../conversations/acts.ts";

/**
 * Grows when a draft was changed from outside the editor, which then takes the words over; with the focus when a
 * person asked for it.
 */
export const draftChanges = createStore({ conversation: "", count: 0, focus: false });

/** Undo send: the words, the files and the place to write them are as before, or it says that it was too late. */
export async function takeBackReply(message: Message): Promise<void> {
  threads.put({ ...message, state: "withdrawn" });
  try {
    await api.send("DELETE", `/conversations/${message.conversation_id}/messages/${message.id}/hold`);
    restoreWords(message.conversation_id, "reply", message.text, message.attachments);
  } catch (problem) {
    threads.put({ ...message, state: "held" });
    const late = problem instanceof Problem && problem.code === "messages.too_late";
    const words = late ? "held.tooLate" : "held.failed";
    showToast(i18next.t(words, { ns: "inbox", reason: reasonOf(problem) }), { bad: true });
    const fresh = await api
      .get<Message>(`/conversations/${message.conversation_id}/messages/${message.id}`)
      .catch(() => null);
    if (fresh) threads.put(fresh);
  }
}

/** Back into the composer; what has been written there since stays, below. */
export function restoreWords(
  conversation: string,
  kind: "reply" | "note",
  text: string,
  files: Message["attachments"],
): void {
  const since = drafts.read(conversation, kind);
  const words = since?.text.trim() ? `${text}\n\n${since.text}` : text;
  drafts.write(conversation, kind, { text: words, attachments: [...files, ...(since?.attachments ?? [])] });
  draftChanges.set((now) => ({ conversation, count: now.count + 1, focus: true }));
}
