export {
  continuesForMs,
  defaultTargetMs,
  mayResolve,
  responseTargetMs,
} from "./features/conversations/conversations.rules.ts";
export {
  calmConfidence,
  contextTurns,
  doubtedConfidence,
  guardChannelOf,
  wantedBy,
} from "./features/findings/advice.rules.ts";
export { maskedMark } from "./features/guard/masking.rules.ts";
export { apply, byUrgency, countsOf, isInInbox, snapshotLimit } from "./features/inbox/inbox.rules.ts";
export {
  judgePassword,
  maxPasswordLength,
  minPasswordLength,
  type PasswordVerdict,
  wordsAbout,
} from "./features/passwords/password.rules.ts";
export { hoursNow } from "./features/visitors/hours.rules.ts";
