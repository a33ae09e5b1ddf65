export {
  continuesForMs,
  defaultTargetMs,
  mayResolve,
  responseTargetMs,
} from "./features/conversations/conversations.rules.ts";
export { apply, byUrgency, countsOf, isInInbox, snapshotLimit } from "./features/inbox/inbox.rules.ts";
export {
  judgePassword,
  maxPasswordLength,
  minPasswordLength,
  type PasswordVerdict,
  wordsAbout,
} from "./features/passwords/password.rules.ts";
export { hoursNow } from "./features/visitors/hours.rules.ts";
