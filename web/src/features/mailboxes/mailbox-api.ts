import type {
  MailboxChecks,
  MailboxChecksWanted,
  MailConnection,
  MailConnectionChange,
  Reconciliation,
} from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { Problem } from "../../live/api.ts";

const pathOf = (inboxId: string) => `/inboxes/${inboxId}/mailbox`;

/** Null while the inbox has no mailbox. */
export function loadConnection(inboxId: string): Promise<MailConnection | null> {
  return api.get<MailConnection>(pathOf(inboxId)).catch((problem) => {
    if (problem instanceof Problem && problem.code === "mailboxes.not_found") return null;
    throw problem;
  });
}

export const putConnection = (inboxId: string, body: MailConnectionChange) =>
  api.send<MailConnection>("PUT", pathOf(inboxId), { body });

export const dropConnection = (inboxId: string) => api.send<void>("DELETE", pathOf(inboxId));

export const setPaused = (inboxId: string, isPaused: boolean) =>
  api.send<MailConnection>(isPaused ? "PUT" : "DELETE", `${pathOf(inboxId)}/pause`);

export const countBothSides = (inboxId: string) =>
  api.get<Reconciliation>(`${pathOf(inboxId)}/reconciliation`);

export const tryOut = (body: MailboxChecksWanted) =>
  api.send<MailboxChecks>("POST", "/mailbox-checks", { body });
