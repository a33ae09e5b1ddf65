import type { Customer, CustomerChange } from "@amends/server/contract";
import i18next from "i18next";
import { api } from "../../app/api.ts";
import { sayUndoable } from "../../app/undo.ts";
import { newClientId } from "../../live/new-id.ts";
import { showToast } from "../../ui/toast-store.ts";
import { reasonOf } from "../conversations/acts.ts";
import { adoptCustomer, loadCustomer } from "./customer-store.ts";

const words = i18next.getFixedT(null, "customers");

export async function changeCustomer(id: string, change: CustomerChange): Promise<boolean> {
  return tried(async () =>
    adoptCustomer(await api.send<Customer>("PATCH", `/customers/${id}`, { body: change })),
  );
}

/** Two records, one person. Nothing is lost: it can be taken apart again at any time. */
export async function mergeCustomer(
  into: string,
  other: { id: string; name: string | null },
): Promise<boolean> {
  return tried(async () => {
    const path = `/customers/${into}/merges`;
    await api.send("POST", path, { body: { customer_id: other.id }, key: newClientId() });
    await loadCustomer(into);
    const merge = await latestMergeOf(into, other.id);
    const said = words("merge.said", { name: other.name ?? words("nameless") });
    if (merge) sayUndoable(said, () => void takeApart(into, merge));
    else showToast(said);
  });
}

export async function takeApart(id: string, mergeId: string): Promise<boolean> {
  return tried(async () => {
    await api.send("DELETE", `/customers/${id}/merges/${mergeId}`);
    await loadCustomer(id);
    showToast(words("merge.apart"));
  });
}

async function latestMergeOf(id: string, otherId: string): Promise<string | null> {
  const customer = await api.get<Customer>(`/customers/${id}`);
  return customer.merges.find((each) => each.customer_id === otherId)?.id ?? null;
}

async function tried(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (problem) {
    showToast(i18next.t("act.failed", { ns: "inbox", reason: reasonOf(problem) }), { bad: true });
    return false;
  }
}
