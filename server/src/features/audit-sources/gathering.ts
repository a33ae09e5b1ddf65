import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Brings together what belongs to one conversation but lies scattered: by a common key, or by keys that were joined
 * (a reply and what it answers). Groups come in the order in which their first part was added.
 */
export class Gathering<Part> {
  readonly #numbers = new Map<string, number>();
  readonly #parents: number[] = [];
  /** Per part: the number of its key, and where it lies in the file once there is one. */
  readonly #keys: number[] = [];
  readonly #offsets: number[] = [];
  readonly #inMemory: number;
  #parts: string[] = [];
  #size = 0;
  #written = 0;
  #file: { descriptor: number; folder: string } | null = null;

  /** So many characters stay in memory; more than that goes through a file. */
  constructor(inMemory = 48 << 20) {
    this.#inMemory = inMemory;
  }

  add(key: string, part: Part): void {
    const text = JSON.stringify(part);
    this.#keys.push(this.#number(key));
    this.#parts.push(text);
    this.#size += text.length;
    if (this.#size > this.#inMemory) this.#spill();
  }

  join(key: string, other: string): void {
    const [one, two] = [this.#root(this.#number(key)), this.#root(this.#number(other))];
    if (one !== two) this.#parents[Math.max(one, two)] = Math.min(one, two);
  }

  *groups(): Generator<Part[]> {
    if (this.#file) this.#spill();
    this.#offsets.push(this.#written);
    const members = new Map<number, number[]>();
    for (const [part, key] of this.#keys.entries()) {
      const root = this.#root(key);
      const group = members.get(root);
      if (group) group.push(part);
      else members.set(root, [part]);
    }
    for (const group of members.values()) yield group.map((part) => JSON.parse(this.#text(part)) as Part);
  }

  [Symbol.dispose](): void {
    if (!this.#file) return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.folder, { recursive: true, force: true });
    this.#file = null;
  }

  #number(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#parents.length;
    this.#numbers.set(key, number);
    this.#parents.push(number);
    return number;
  }

  #root(number: number): number {
    let root = number;
    while (this.#parents[root] !== root) {
      this.#parents[root] = this.#parents[this.#parents[root]!]!;
      root = this.#parents[root]!;
    }
    return root;
  }

  #spill(): void {
    if (!this.#file) {
      const folder = mkdtempSync(join(tmpdir(), "amends-audit-"));
      this.#file = { descriptor: openSync(join(folder, "parts"), "wx+", 0o600), folder };
    }
    const bytes = this.#parts.map((part) => Buffer.from(part));
    for (const { length } of bytes) {
      this.#offsets.push(this.#written);
      this.#written += length;
    }
    const all = Buffer.concat(bytes);
    for (let done = 0; done < all.length; ) done += writeSync(this.#file.descriptor, all, done);
    this.#parts = [];
    this.#size = 0;
  }

  #text(part: number): string {
    if (!this.#file) return this.#parts[part]!;
    const from = this.#offsets[part]!;
    const bytes = Buffer.alloc(this.#offsets[part + 1]! - from);
    readSync(this.#file.descriptor, bytes, 0, bytes.length, from);
    return bytes.toString();
  }
}
