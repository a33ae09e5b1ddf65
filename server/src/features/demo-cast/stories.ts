import { readFileSync } from "node:fs";
import { join } from "node:path";
import { demoLanguages } from "./personas.rules.ts";
import { type Phrases, parsePhrases, parseStories, type Story } from "./stories.rules.ts";

/** Every story, from the five files beside this one; read when the demo starts and never otherwise. */
export function readStories(): Story[] {
  return demoLanguages.flatMap((language) =>
    parseStories(language, readFileSync(join(import.meta.dirname, "stories", `${language}.txt`), "utf8")),
  );
}

/** Phrases by language; languages without their own speak English. */
export function readPhrases(): ReadonlyMap<string, Phrases> {
  return new Map(
    demoLanguages.map((language) => [
      language,
      parsePhrases(readFileSync(join(import.meta.dirname, "phrases", `${language}.txt`), "utf8")),
    ]),
  );
}
