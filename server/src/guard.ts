// Apart from the other rules: it is large, and in the browser only a worker of its own loads it.
export { failures } from "./features/guard/guard.contract.ts";
export { type Guard, guardWith } from "./features/guard/guard.rules.ts";
export { readModel } from "./features/guard/model.rules.ts";
