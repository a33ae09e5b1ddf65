export * from "./features/conversations/conversations.contract.ts";
export * from "./features/customers/customers.contract.ts";
export * from "./features/inbox/inbox.contract.ts";
export * from "./features/visitors/visitors.contract.ts";
