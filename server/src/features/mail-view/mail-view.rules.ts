import type { Authentication, Verdict } from "#features/mail-kinds/mail-kinds.contract.ts";
import type { Mail } from "./mail-view.contract.ts";

const words: Record<Verdict, NonNullable<Mail["authentication"]>> = {
  pass: "proven",
  fail: "forged",
  none: "not_proven",
  unknown: "not_checked",
};

/** What may be believed of the sender's address, in a word. */
export function provenWord(
  direction: Mail["direction"],
  authentication: Pick<Authentication, "from"> | null,
): Mail["authentication"] {
  if (direction === "out") return null;
  return words[authentication?.from ?? "unknown"] ?? "not_checked";
}

/** help+token@shop.example → help@shop.example, lower case. */
export function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^([^+@]+)\+[^@]*@/, "$1@");
}

/** Whether a mail that came to us names us nowhere: then it was a blind copy, and a reply to all would tell that. */
export function isBlindCopy(mail: Pick<Mail, "direction" | "to" | "cc">, ownAddress: string | null): boolean {
  if (mail.direction === "out" || ownAddress === null) return false;
  const own = plainAddress(ownAddress);
  return ![...mail.to, ...mail.cc].some(({ address }) => plainAddress(address) === own);
}

export interface InlinePicture {
  id: string;
  name: string;
  mediaType: string;
}

const shown = /^image\/(png|jpeg|gif|webp)$/;

/**
 * Which of a mail's files its Content-ID means: the one that is called as its id begins ("lamp.png@01DB"), else, where as
 * many pictures without a name of their own came as ids are left, each in its turn.
 */
export function picturesOf(html: string, files: readonly InlinePicture[]): Map<string, string> {
  const ids = [
    ...new Set([...html.matchAll(/["'\s=]cid:([^"'\s>]{1,500})/gi)].map(([, id]) => plainId(id!))),
  ].slice(0, 100);
  const pictures = files.filter(({ mediaType }) => shown.test(mediaType));
  const found = new Map<string, string>();
  for (const id of ids) {
    const named = pictures.find(({ name }) => name.toLowerCase() === id.split("@")[0]!.toLowerCase());
    if (named) found.set(id, named.id);
  }
  const taken = new Set(found.values());
  const left = ids.filter((id) => !found.has(id));
  const nameless = pictures.filter(({ id, name }) => !taken.has(id) && name.startsWith("inline."));
  if (left.length !== nameless.length) return found;
  for (const [at, id] of left.entries()) found.set(id, nameless[at]!.id);
  return found;
}

function plainId(id: string): string {
  try {
    return decodeURIComponent(id).replace(/[<>]/g, "");
  } catch {
    return id;
  }
}

/** Puts our own addresses where the sanitiser has kept those of elsewhere. */
export function withPictures(html: string, addressOf: (url: string) => string): string {
  return html.replace(/<img\b[^>]*>/g, (tag) =>
    tag.replace(
      / data-remote="([^"]*)"/,
      (_, kept: string) => ` src="${escaped(addressOf(unescaped(kept)))}" loading="lazy"`,
    ),
  );
}

const marks: Record<string, string> = { "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const unescaped = (text: string) => text.replace(/&(?:quot|lt|gt|amp);/g, (mark) => marks[mark]!);
const escaped = (text: string) =>
  text.replace(/[&"<>]/g, (each) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" })[each]!);

/** On its own paper, whatever the desk's colours: what people wrote on white is read on white. */
export function pageOf(body: string): string {
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mail</title>
<style>
:root { color-scheme: light; }
body { margin: 12px; background: #fff; color: #222; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; }
img[data-remote] { display: inline-block; min-width: 16px; min-height: 16px; padding: 2px 6px; outline: 1px dashed #777; color: #555; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid #bbb; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
</style>
</head>
<body>
${body}
</body>
</html>
`;
}
