import { createApi } from "../../live/api.ts";

/** The sign-in library's own addresses; a refusal there does not mean that a session has ended. */
export const doorApi = createApi(
  (input, init) => fetch(input, init),
  () => {},
  "/api/auth",
);

/** The same for our own addresses that answer before anybody is signed in. */
export const openApi = createApi((input, init) => fetch(input, init));

/** Only an address of this desk: whatever else stands in the link is not followed. */
export function safeTarget(to: string | undefined): string {
  if (!to?.startsWith("/") || to.startsWith("//") || to.includes("\\")) return "/";
  return to;
}

/** The one-time code behind the `#`, which no server log ever holds. */
export function codeInAddress(): string | null {
  const code = location.hash.slice(1);
  return /^[\w-]{20,100}$/.test(code) ? code : null;
}
