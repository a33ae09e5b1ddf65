import type { Organisation } from "../bench/organisation.ts";
import type { Random } from "../bench/random.ts";
import type { Books } from "./books.ts";

/** What everybody in the crowd needs: where the desk is, the common books, their own dice, and when to stop. */
export interface Crowd {
  port: number;
  organisation: Organisation;
  webInboxId: string;
  books: Books;
  random: Random;
  now(): number;
  isOver(): boolean;
}
