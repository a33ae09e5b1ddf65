import type { Dice } from "#lib/seeded.ts";
import { blank, type Canvas, type Colour, disc, encodePng, fade, polygon, shade, stroke } from "./drawing.ts";

/*
 * Pictures as customers would send them, drawn when the demo is made: no file of anybody's is carried along.
 */

export const pictureWidth = 480;
export const pictureHeight = 360;

/** How a telephone would have named the file; % is a number. */
export const pictureNames = {
  "shade-cracked": "IMG_%.png",
  "table-scratch": "tafelblad-%.png",
  screws: "IMG_%.png",
  label: "etiket-%.png",
  kitchen: "cucina-%.png",
} as const;

export type PictureKind = keyof typeof pictureNames;

/** A PNG of that kind; dice decide colours and where the damage is. */
export function drawPicture(kind: PictureKind, dice: Dice): Buffer {
  const canvas = blank(pictureWidth, pictureHeight);
  const warm = dice.whole(-12, 12);
  fade(canvas, [226 + warm, 217 + warm, 203], [188 + warm, 176 + warm, 158]);
  drawers[kind](canvas, dice);
  return encodePng(canvas);
}

const drawers: Record<PictureKind, (canvas: Canvas, dice: Dice) => void> = {
  "shade-cracked"(canvas, dice) {
    const glass = dice.pick<Colour>([
      [236, 228, 212],
      [104, 98, 90],
      [193, 147, 92],
    ]);
    polygon(canvas, "232,0 248,0 246,90 234,90", [58, 54, 50]);
    polygon(canvas, "196,88 284,88 386,256 94,256", glass);
    polygon(canvas, "94,256 386,256 372,272 108,272", shade(glass, 0.82));
    crack(canvas, dice, dice.whole(190, 280));
  },
  "table-scratch"(canvas, dice) {
    polygon(canvas, "0,130 480,70 480,360 0,360", [196, 158, 112]);
    for (let y = 140; y < 400; y += 26)
      stroke(canvas, `0,${y + dice.whole(-4, 4)} 480,${y - 60 + dice.whole(-4, 4)}`, 1.6, [172, 134, 90]);
    const x = dice.whole(90, 220);
    stroke(canvas, `${x},250 ${x + 90},214 ${x + 150},205`, 4, [240, 226, 204]);
    stroke(canvas, `${x + 2},255 ${x + 91},219 ${x + 150},210`, 2, [120, 88, 54]);
  },
  screws(canvas, dice) {
    polygon(canvas, "60,60 420,48 432,320 52,330", [241, 238, 232]);
    const count = dice.whole(6, 7);
    for (let i = 0; i < count; i++) {
      const x = 100 + (i % 4) * 86 + dice.whole(-8, 8);
      const y = 120 + Math.floor(i / 4) * 110 + dice.whole(-8, 8);
      stroke(canvas, `${x},${y} ${x + 18},${y + 58}`, 8, [126, 128, 132]);
      disc(canvas, x, y, 13, [150, 152, 156]);
      stroke(canvas, `${x - 8},${y} ${x + 8},${y + 1}`, 3, [70, 72, 76]);
    }
  },
  label(canvas, dice) {
    disc(canvas, 240, 190, 170, [64, 60, 56]);
    polygon(canvas, "120,120 360,116 362,262 122,266", [246, 244, 238]);
    for (let i = 0; i < 4; i++)
      stroke(canvas, `138,${142 + i * 18} ${138 + dice.whole(90, 190)},${141 + i * 18}`, 6, [84, 82, 78]);
    for (let x = 140; x < 340; x += dice.whole(5, 10))
      stroke(canvas, `${x},220 ${x},250`, dice.between(1.5, 4), [24, 24, 24]);
  },
  kitchen(canvas, dice) {
    polygon(canvas, "0,0 480,0 480,190 0,190", [232, 226, 214]);
    polygon(canvas, "0,250 480,250 480,360 0,360", [168, 142, 112]);
    polygon(canvas, "300,40 440,40 440,150 300,150", [198, 216, 224]);
    stroke(canvas, "370,40 370,150", 5, [250, 250, 248]);
    polygon(canvas, "70,214 410,214 426,232 54,232", [205, 176, 138]);
    for (const x of [96, 384]) stroke(canvas, `${x},232 ${x - 6 + dice.whole(0, 12)},330`, 9, [120, 96, 70]);
    for (const x of [150, 240, 330])
      polygon(canvas, `${x},196 ${x + 24},196 ${x + 20},214 ${x + 4},214`, [238, 234, 226]);
  },
};

function crack(canvas: Canvas, dice: Dice, from: number): void {
  let [x, y] = [from, 100];
  while (y < 240) {
    const [nextX, nextY] = [x + dice.whole(-22, 24), y + dice.whole(8, 22)];
    stroke(canvas, `${x},${y} ${nextX},${nextY}`, 3, [28, 26, 24]);
    const [splinterX, splinterY] = [x + dice.whole(-46, 46), y + dice.whole(4, 30)];
    if (dice.chance(0.4)) stroke(canvas, `${x},${y} ${splinterX},${splinterY}`, 2, [52, 48, 44]);
    [x, y] = [nextX, nextY];
  }
}
