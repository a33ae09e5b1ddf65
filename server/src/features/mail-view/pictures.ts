import { mediaTypeOf } from "#features/attachments/attachments.rules.ts";
import type { GuardedFetch } from "#platform/fetch.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Secrets } from "#platform/secrets.ts";

/** Addresses that work for an hour and show nobody's sender who looks: our server asks in the reader's place. */
const linkLifeMs = 60 * 60 * 1000;

export interface PictureLinks {
  urlOf(messageId: string, url: string, now: number): string;
  isValid(messageId: string, url: string, expires: string, signature: string, now: number): boolean;
}

export function pictureLinks(secrets: Secrets): PictureLinks {
  const text = (messageId: string, url: string, expires: string) => `${messageId} ${expires} ${url}`;
  return {
    urlOf(messageId, url, now) {
      // Rounded, so that the same picture keeps its address for a while and a browser its copy.
      const expires = String(Math.ceil(now / linkLifeMs) * linkLifeMs + linkLifeMs);
      const signature = secrets.sign("mail-picture", text(messageId, url, expires));
      const query = new URLSearchParams({ url, message: messageId, exp: expires, sig: signature });
      return `/api/v1/mail-pictures?${query}`;
    },
    isValid: (messageId, url, expires, signature, now) =>
      Number(expires) > now && secrets.isSigned("mail-picture", text(messageId, url, expires), signature),
  };
}

const shown = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const largestPicture = 5 * 1024 * 1024;
const longestMs = 5_000;

/** One picture of elsewhere: no cookies, no referrer, no redirects, and what its bytes say it is. */
export async function fetchPicture(
  pictures: GuardedFetch,
  url: string,
): Promise<{ type: string; bytes: Buffer }> {
  const request = {
    method: "GET",
    headers: { accept: "image/png, image/jpeg, image/gif, image/webp" },
    body: null,
    timeMs: longestMs,
    bytes: largestPicture,
  };
  const answer = await pictures.send(url, request).catch(() => null);
  const bytes = answer?.status === 200 ? Buffer.from(await answer.arrayBuffer()) : null;
  const type = bytes ? mediaTypeOf(bytes, "") : "";
  if (!bytes || !shown.has(type))
    throw new Refusal("mail_pictures.none", 404, "There is no picture at that address that we show.");
  return { type, bytes };
}
