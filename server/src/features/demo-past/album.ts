import { createHash } from "node:crypto";
import { seeded } from "#lib/seeded.ts";
import { drawPicture, type PictureKind, pictureHeight, pictureNames, pictureWidth } from "./pictures.ts";
import { type FileSeed, idAt } from "./thread.ts";

/** Pictures that customers took, to be stored once the past is told. */
export interface Album {
  take(kind: string, at: number): FileSeed;
  readonly taken: readonly { id: string; bytes: Buffer }[];
}

/** Three drawings of each kind are enough; every message has its own copy, as if it had been sent. */
export function openAlbum(): Album {
  const drawn = new Map<string, Buffer>();
  const taken: { id: string; bytes: Buffer }[] = [];
  return {
    taken,
    take(kind, at) {
      const picture = kind as PictureKind;
      const key = `${kind} ${taken.length % 3}`;
      const bytes = drawn.get(key) ?? drawPicture(picture, seeded(key));
      drawn.set(key, bytes);
      const id = idAt("att", at);
      taken.push({ id, bytes });
      return {
        id,
        name: pictureNames[picture].replace("%", String(1000 + ((taken.length * 37) % 8999))),
        size: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("base64"),
        width: pictureWidth,
        height: pictureHeight,
      };
    },
  };
}
