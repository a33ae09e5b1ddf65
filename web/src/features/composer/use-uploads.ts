import type { Attachment } from "@amends/server/contract";
import i18next from "i18next";
import { useCallback } from "react";
import { drafts } from "../../app/desk.ts";
import { fileSize } from "../../app/format.ts";
import { useSelected } from "../../app/use-store.ts";
import { type DraftKind, draftKey } from "../../live/draft-store.ts";
import { newClientId } from "../../live/new-id.ts";
import { createStore } from "../../live/store.ts";
import { largestUploadBytes, upload } from "../../live/upload.ts";
import { showToast } from "../../ui/toast-store.ts";
import { reasonOf } from "../conversations/acts.ts";

export type Running = { key: string; draft: string; name: string; share: number; cancel: () => void };

/** Outlives the composer: who looks at another conversation meanwhile finds the file in the right draft. */
const uploads = createStore<readonly Running[]>([]);

type Uploads = { running: Running[]; add: (files: Iterable<File>) => void };

/** Files on their way to the server, for one draft. */
export function useUploads(conversationId: string, kind: DraftKind): Uploads {
  const draft = draftKey(conversationId, kind);
  const running = useSelected(
    uploads,
    (all) => all.filter((each) => each.draft === draft),
    (a, b) => a.length === b.length && a.every((each, at) => each === b[at]),
  );
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        start(file, draft, (stored) => {
          const before = drafts.read(conversationId, kind)?.attachments ?? [];
          drafts.write(conversationId, kind, { attachments: [...before, stored] });
        });
      }
    },
    [conversationId, kind, draft],
  );
  return { running, add };
}

function start(file: File, draft: string, onDone: (stored: Attachment) => void): void {
  const { language } = i18next;
  if (file.size > largestUploadBytes) {
    const most = fileSize(largestUploadBytes, language);
    showToast(i18next.t("file.tooLarge", { ns: "inbox", name: file.name, most }), { bad: true });
    return;
  }
  const key = newClientId();
  const change = (next: (each: Running) => Running) =>
    uploads.set((all) => all.map((each) => (each.key === key ? next(each) : each)));
  const one = upload(file, (share) => change((each) => ({ ...each, share })));
  uploads.set((all) => [...all, { key, draft, name: file.name, share: 0, cancel: one.cancel }]);
  one.done
    .then(onDone)
    .catch((problem: unknown) => {
      if (problem instanceof DOMException) return;
      const reason = reasonOf(problem);
      showToast(i18next.t("file.failed", { ns: "inbox", name: file.name, reason }), { bad: true });
    })
    .finally(() => uploads.set((all) => all.filter((each) => each.key !== key)));
}
