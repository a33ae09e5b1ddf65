export * from "./features/accounts/accounts.contract.ts";
export * from "./features/conversations/conversations.contract.ts";
export * from "./features/customers/customers.contract.ts";
export * from "./features/inbox/inbox.contract.ts";
export * from "./features/sign-in/sign-in.contract.ts";
export * from "./features/visitors/visitors.contract.ts";
