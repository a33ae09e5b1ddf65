import type { ModelOutcome } from "./models.contract.ts";

/** As it is kept: without closing slashes, and without the path that we add ourselves. Null: no address for a model. */
export function baseUrlOf(given: string): string | null {
  if (!URL.canParse(given.trim())) return null;
  const url = new URL(given.trim());
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  if (url.username || url.password || url.search || url.hash) return null;
  const path = url.pathname.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
  return `${url.origin}${path}`;
}

/** A key belongs to the host it was given for: who moves the connection elsewhere must know it, or do without. */
export function keepsKey(before: string, after: string): boolean {
  return new URL(before).origin === new URL(after).origin;
}

/** What an HTTP status other than success means, asked of a model. */
export function outcomeOfStatus(status: number): "key_refused" | "not_found" | "busy" | "broken" | "refused" {
  if (status === 401 || status === 403) return "key_refused";
  if (status === 404) return "not_found";
  if (status === 429) return "busy";
  return status >= 500 ? "broken" : "refused";
}

/** For those who ask over the API; screens have words of their own in every language. */
export const outcomeWords: Readonly<Record<ModelOutcome, string>> = {
  works: "The model answered in the form that judging needs.",
  wrong_form: "The model answered, but not in the form that was asked for, so it cannot judge. Try another.",
  not_a_model: "Something answered, but not in the chat-completions format. Does the address end with /v1?",
  key_refused: "The key was refused, or it may not use this model.",
  key_unreadable:
    "The key cannot be read any more: the secret of this installation has changed. Give it again.",
  not_found: "Nothing is at that address, or no model has that name there.",
  busy: "The model takes no more calls at the moment.",
  refused: "The model's server refused the request.",
  broken: "The model's server has a fault of its own.",
  unreachable: "Nobody answers at that address.",
  unknown_name: "Nobody knows the host in that address.",
  private_address:
    "The address is of a private network. Whoever runs the server allows it with AMENDS_MODEL_HOSTS.",
  wrong_address: "The address has to begin with https://, or its host has to stand in AMENDS_MODEL_HOSTS.",
  too_slow: "The model took too long to answer.",
  too_large: "The answer was too large to read.",
  redirected: "The address sends elsewhere. Give the one that it sends to.",
  minute_full: "As many calls as a minute may have were made. Try again in a minute.",
};
