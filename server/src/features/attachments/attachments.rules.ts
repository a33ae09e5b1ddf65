/** The largest file anybody may send; said before an upload begins. Bytes. */
export const largestFile = 25 * 1024 * 1024;

/** What a browser may show in place: pictures, sound and film without script. Everything else is downloaded. */
const shownInPlace = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "audio/webm",
  "audio/mp4",
  "video/mp4",
  "video/webm",
]);

export function isShownInPlace(mediaType: string): boolean {
  return shownInPlace.has(mediaType);
}

/** The type by the bytes where they tell, never by what the sender claims for something a browser would run (S-41). */
export function mediaTypeOf(bytes: Uint8Array, claimed: string): string {
  const found = signatures.find(({ at, bytes: wanted }) => wanted.every((byte, i) => bytes[at + i] === byte));
  if (found) return found.type;
  const plain = claimed.toLowerCase().split(";")[0]!.trim();
  if (isShownInPlace(plain) || !/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(plain)) return "application/octet-stream";
  return /html|xml|svg|javascript|ecmascript|x-shockwave/.test(plain) ? "application/octet-stream" : plain;
}

const ascii = (text: string) => [...text].map((character) => character.charCodeAt(0));
const signatures = [
  { type: "image/png", at: 0, bytes: [0x89, ...ascii("PNG")] },
  { type: "image/jpeg", at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: "image/gif", at: 0, bytes: ascii("GIF8") },
  { type: "image/webp", at: 8, bytes: ascii("WEBP") },
  { type: "image/avif", at: 4, bytes: ascii("ftypavif") },
  { type: "application/pdf", at: 0, bytes: ascii("%PDF-") },
  { type: "application/zip", at: 0, bytes: [...ascii("PK"), 3, 4] },
  { type: "audio/ogg", at: 0, bytes: ascii("OggS") },
  { type: "audio/mpeg", at: 0, bytes: ascii("ID3") },
  { type: "audio/wav", at: 8, bytes: ascii("WAVE") },
  { type: "video/mp4", at: 4, bytes: ascii("ftyp") },
  { type: "video/webm", at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
];

/** Width and height of a picture, from its header; null where it does not say. */
export function pictureSize(bytes: Buffer, mediaType: string): { width: number; height: number } | null {
  if (mediaType === "image/png" && bytes.length >= 24)
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (mediaType === "image/gif" && bytes.length >= 10)
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  return mediaType === "image/jpeg" ? jpegSize(bytes) : null;
}

function jpegSize(bytes: Buffer): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

/** A name that is safe to show and to put into a header: no paths, controls, or direction tricks; the end is kept. */
export function safeFileName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .replace(/^.*[\\/]/s, "")
    .replace(/["<>|:*?]/g, "_")
    .replace(/^\.+/, "")
    .trim();
  if (plain === "") return "file";
  return plain.length <= 120 ? plain : `${plain.slice(0, 100)}…${plain.slice(-19)}`;
}
