import { type MemberActor, supervises } from "#features/accounts/actor.ts";
import type { NewSavedView, SavedView } from "#features/inbox/inbox.contract.ts";
import { record } from "#features/journal/journal.ts";
import { plainName } from "#lib/text.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { notFound } from "#platform/refusal.ts";
import { deleteView, insertView, viewById } from "./views.store.ts";

/** Keeps a way to look at the inbox, for its owner or for everybody. It shows each person what that person may see. */
export async function saveView(tx: Tx, actor: MemberActor, wanted: NewSavedView): Promise<SavedView> {
  const view: SavedView = {
    id: newId("viw"),
    name: plainName(wanted.name) ?? "–",
    query: wanted.query,
    shared: wanted.shared ?? false,
    owner_id: actor.memberId as SavedView["owner_id"],
  };
  await insertView(tx, view);
  await tellChanged(tx, actor, view);
  return view;
}

/** Its owner's to throw away; a shared one also a supervisor's. */
export async function dropView(tx: Tx, actor: MemberActor, id: string): Promise<void> {
  const view = await viewById(tx, id);
  const isMine = view?.owner_id === actor.memberId;
  if (!view || !(isMine || (view.shared && supervises(actor)))) throw notFound("view", "views.not_found");
  await deleteView(tx, id);
  await tellChanged(tx, actor, view);
}

async function tellChanged(tx: Tx, actor: MemberActor, view: SavedView): Promise<void> {
  await record(tx, {
    type: "view.changed",
    actor: { kind: "member", id: actor.memberId },
    data: { view_id: view.id, ...(view.shared ? {} : { own: true }) },
  });
}
