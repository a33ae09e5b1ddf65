import { crc32, deflateSync } from "node:zlib";

/** A picture while it is drawn: three bytes a point, line by line. */
export interface Canvas {
  width: number;
  height: number;
  pixels: Uint8Array;
}

export type Colour = readonly [number, number, number];

export function blank(width: number, height: number): Canvas {
  return { width, height, pixels: new Uint8Array(width * height * 3) };
}

/** From one colour on top to another at the bottom. */
export function fade(canvas: Canvas, top: Colour, bottom: Colour): void {
  const stride = canvas.width * 3;
  for (let y = 0; y < canvas.height; y++) {
    const share = y / canvas.height;
    const line = top.map((from, i) => from + (bottom[i]! - from) * share) as unknown as Colour;
    const begin = y * stride;
    put(canvas, 0, y, line, 1);
    // A whole line of one colour: copied, by doubling.
    for (let done = 3; done < stride; done *= 2)
      canvas.pixels.copyWithin(begin + done, begin, begin + Math.min(done, stride - done));
  }
}

/** "x,y x,y …", filled; even-odd, with soft edges left and right. */
export function polygon(canvas: Canvas, corners: string, colour: Colour): void {
  fill(canvas, pointsOf(corners), colour);
}

/** A line of that width through the points. */
export function stroke(canvas: Canvas, path: string, width: number, colour: Colour): void {
  const points = pointsOf(path);
  for (let i = 0; i + 1 < points.length; i++) {
    const [[ax, ay], [bx, by]] = [points[i]!, points[i + 1]!];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const [dx, dy] = [((ay - by) / length) * (width / 2), ((bx - ax) / length) * (width / 2)];
    const quad: Point[] = [
      [ax + dx, ay + dy],
      [bx + dx, by + dy],
      [bx - dx, by - dy],
      [ax - dx, ay - dy],
    ];
    fill(canvas, quad, colour);
  }
}

export function disc(canvas: Canvas, cx: number, cy: number, radius: number, colour: Colour): void {
  for (let y = Math.floor(cy - radius); y <= cy + radius; y++) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (y + 0.5 - cy) ** 2));
    if (half > 0) span(canvas, y, cx - half, cx + half, colour);
  }
}

export function shade([r, g, b]: Colour, by: number): Colour {
  return [r * by, g * by, b * by];
}

/** The picture as a PNG file. */
export function encodePng({ width, height, pixels }: Canvas): Buffer {
  const stride = width * 3;
  const lines = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++)
    lines.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits a channel, red, green and blue.
  head.set([8, 2, 0, 0, 0], 8);
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(lines, { level: 4 });
  return Buffer.concat([start, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

type Point = readonly [number, number];

function pointsOf(text: string): Point[] {
  return text.split(" ").map((pair) => pair.split(",").map(Number) as unknown as Point);
}

function fill(canvas: Canvas, points: readonly Point[], colour: Colour): void {
  const heights = points.map(([, y]) => y);
  const bottom = Math.min(canvas.height, Math.max(...heights));
  for (let y = Math.max(0, Math.floor(Math.min(...heights))); y < bottom; y++) {
    const crossings: number[] = [];
    for (let i = 0; i < points.length; i++) {
      const [[ax, ay], [bx, by]] = [points[i]!, points[(i + 1) % points.length]!];
      if (ay <= y + 0.5 !== by <= y + 0.5) crossings.push(ax + ((y + 0.5 - ay) / (by - ay)) * (bx - ax));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2)
      span(canvas, y, crossings[i]!, crossings[i + 1]!, colour);
  }
}

function span(canvas: Canvas, y: number, from: number, to: number, colour: Colour): void {
  for (let x = Math.floor(from); x <= Math.floor(to); x++) {
    const covered = Math.min(x + 1, to) - Math.max(x, from);
    if (covered > 0) put(canvas, x, y, colour, Math.min(1, covered));
  }
}

function put({ pixels, width, height }: Canvas, x: number, y: number, colour: Colour, cover: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * 3;
  for (let i = 0; i < 3; i++) pixels[at + i] = pixels[at + i]! * (1 - cover) + colour[i]! * cover;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
