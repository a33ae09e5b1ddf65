import type { Customer, TimelineEntry } from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { inbox, lastEvents } from "../../app/desk.ts";
import { withQuery } from "../../live/api.ts";
import { createStore, withNewest } from "../../live/store.ts";

export type Known = {
  customer: Customer | null;
  /** Every conversation ever, newest first, and what was put together or taken apart. */
  timeline: readonly TimelineEntry[];
  next: string | null;
  problem: unknown;
};

const keptCustomers = 60;
export const customers = createStore<ReadonlyMap<string, Known>>(new Map());
const loading = new Map<string, Promise<void>>();

export function needCustomer(id: string): Promise<void> {
  if (customers.get().get(id)?.customer) return Promise.resolve();
  return loadCustomer(id);
}

/** Asked for twice at once, fetched once. */
export function loadCustomer(id: string): Promise<void> {
  const running = loading.get(id) ?? fetchCustomer(id).finally(() => loading.delete(id));
  loading.set(id, running);
  return running;
}

async function fetchCustomer(id: string): Promise<void> {
  try {
    const [customer, page] = await Promise.all([
      api.get<Customer>(`/customers/${id}`),
      api.get<{ items: TimelineEntry[]; next: string | null }>(`/customers/${id}/timeline`),
    ]);
    put(id, { customer, timeline: page.items, next: page.next, problem: null });
    inbox.learn(page.items.filter((each) => each.kind === "conversation"));
  } catch (problem) {
    const before = customers.get().get(id);
    put(id, { customer: null, timeline: [], next: null, ...before, problem });
  }
}

function put(id: string, known: Known): void {
  customers.set((now) => withNewest(now, id, known, keptCustomers));
}

/** The page before, further back in time. */
export async function loadEarlier(id: string): Promise<void> {
  const known = customers.get().get(id);
  if (!known?.next) return;
  const path = withQuery(`/customers/${id}/timeline`, { after: known.next });
  const page = await api.get<{ items: TimelineEntry[]; next: string | null }>(path);
  put(id, { ...known, timeline: [...known.timeline, ...page.items], next: page.next });
}

export function adoptCustomer(customer: Customer): void {
  const before = customers.get().get(customer.id);
  put(customer.id, { timeline: [], next: null, ...before, customer, problem: null });
}

/** Changed or merged by a colleague: fetched again when it is one we show. */
export function followCustomers(): () => void {
  return lastEvents.subscribe(() => {
    for (const event of lastEvents.get()) {
      const id = event.customer_id;
      if (id && event.type.startsWith("customer.") && customers.get().has(id)) void loadCustomer(id);
    }
  });
}
