import { shopZone } from "#features/demo-cast/staff.rules.ts";

/** A conversation that is there when the demo begins, as scene.txt tells it. */
export interface SceneThread {
  name: string;
  language: string;
  place: string;
  channel: string;
  tags: string[];
  priority: "high" | "urgent" | null;
  subject: string;
  acts: SceneAct[];
}

export type SceneAct = { at: number } & (
  | { do: "writes"; photo: string | null; text: string }
  | { do: "replies" | "resolves" | "drafts"; by: string; text: string }
  | { do: "notes"; by: string; called: string | null; text: string }
  | { do: "assigns"; by: string; to: string }
  | { do: "snoozes"; by: string; until: number }
  | { do: "reads" }
);

const unitMs: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "-2d3h" in milliseconds. */
export function offsetOf(text: string): number {
  const sum = [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (total, [, count, unit]) => total + Number(count) * unitMs[unit!]!,
    0,
  );
  return text.startsWith("-") ? -sum : sum;
}

export function parseScene(content: string, now: number): SceneThread[] {
  const threads: SceneThread[] = [];
  for (const [index, line] of content.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith(";")) continue;
    if (line.startsWith("# ")) threads.push(headingOf(line));
    else if (line.startsWith("= ")) threads.at(-1)!.subject = line.slice(2).trim();
    else threads.at(-1)!.acts.push(actOf(line, now, `scene, line ${index + 1}`));
  }
  return threads;
}

function headingOf(line: string): SceneThread {
  const fields = line.slice(2).split("|");
  const [name = "", language = "", place = "", channel = "", words = "", priority] = fields.map((each) =>
    each.trim(),
  );
  const level = priority === "high" || priority === "urgent" ? priority : null;
  return { name, language, place, channel, tags: words.split(" "), priority: level, subject: "", acts: [] };
}

function actOf(line: string, now: number, where: string): SceneAct {
  const found = /^([-+][\dsmhd]+) (\S)(?: (.*))?$/.exec(line);
  if (!found) throw new Error(`the scene cannot be read: ${where}`);
  const [, offset = "", sign = "", rest = ""] = found;
  const at = now + offsetOf(offset);
  const text = withClocks(rest.replaceAll("\\n", "\n"), now);
  const [, by = "", words = ""] = /^(\w+): ?([\s\S]*)$/.exec(text) ?? [];
  const [first = "", second = ""] = rest.split(" ");
  switch (sign) {
    case ">": {
      const [, photo = null, said = ""] = /^(?:\(photo ([\w-]+)\) )?([\s\S]*)$/.exec(text) ?? [];
      return { at, do: "writes", photo, text: said };
    }
    case "<":
      return { at, do: "replies", by, text: words };
    case "!": {
      const [, called = null, said = ""] = /^(?:@(\w+) )?([\s\S]*)$/.exec(words) ?? [];
      return { at, do: "notes", by, called, text: said };
    }
    case "~":
      return { at, do: "assigns", by: first, to: second };
    case "z":
      return { at, do: "snoozes", by: first, until: now + offsetOf(second) };
    case ".":
      return { at, do: "resolves", by, text: words };
    case "d":
      return { at, do: "drafts", by, text: words };
    case "r":
      return { at, do: "reads" };
    default:
      throw new Error(`the scene cannot be read: ${where}`);
  }
}

const halfHourMs = 1_800_000;
const clockFace = new Intl.DateTimeFormat("nl-NL", {
  timeZone: shopZone,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function withClocks(text: string, now: number): string {
  return text.replace(/\{(at|half) ([-+][\dsmhd]+)\}/g, (_, what: string, offset: string) => {
    const then = now + offsetOf(offset);
    const shown = what === "half" ? Math.ceil(then / halfHourMs) * halfHourMs : then;
    return clockFace.format(shown).replace(":", ".");
  });
}
