/** One line of the result: contracts.md, "amends bench, amends chaos". */
export interface Figure {
  name: string;
  value: number | null;
  unit: string;
  /** What this machine can do at best on the same work, measured in the same run. */
  limit: number | null;
  ratio: number | null;
  /** What it is held to: of the ratio, or of the value. */
  target: string | null;
  /** Null: no target, or nothing measured. */
  ok: boolean | null;
}

export interface Held {
  unit: string;
  limit?: number;
  atLeast?: number;
  atMost?: number;
  /**
   * What the limit was on the machine for which `atMost` was set. On a slower one the budget grows as the limit did:
   * the value may be as many times the limit of this run.
   */
  atMostBeside?: number;
  ratioAtLeast?: number;
  ratioAtMost?: number;
}

/** A figure with its verdict. Times compare with the limit as value / limit, rates too: 0.5 of a rate is half of it. */
export function figure(name: string, value: number | null, held: Held): Figure {
  const limit = held.limit ?? null;
  const ratio = value !== null && limit ? value / limit : null;
  const bounds: [string, number | null, number | undefined, (a: number, b: number) => boolean][] = [
    [">=", value, held.atLeast, (a, b) => a >= b],
    ["<=", value, held.atMost, (a, b) => a <= b],
    ["ratio >=", ratio, held.ratioAtLeast, (a, b) => a >= b],
    ["ratio <=", ratio, held.ratioAtMost, (a, b) => a <= b],
  ];
  const asked = bounds.filter(([, , bound]) => bound !== undefined);
  const grown = held.atMost && held.atMostBeside ? held.atMost / held.atMostBeside : null;
  const isWithinGrown = grown !== null && ratio !== null && ratio <= grown;
  const isMeasured = asked.length > 0 && asked.every(([, measured]) => measured !== null);
  return {
    name,
    value: round(value),
    unit: held.unit,
    limit: round(limit),
    ratio: round(ratio),
    target:
      [
        ...asked.map(([sign, , bound]) => `${sign} ${bound}`),
        ...(grown === null ? [] : [`or ${grown.toPrecision(2)} x limit`]),
      ].join(", ") || null,
    ok: isMeasured
      ? isWithinGrown || asked.every(([, measured, bound, holds]) => holds(measured!, bound!))
      : null,
  };
}

export function printTable(figures: readonly Figure[]): void {
  const head = ["figure", "value", "unit", "limit", "ratio", "target", ""];
  const lines = figures.map((each) => [
    each.name,
    shown(each.value),
    each.unit,
    shown(each.limit),
    each.ratio === null ? "" : each.ratio.toFixed(2),
    each.target ?? "",
    each.ok === null ? "" : each.ok ? "ok" : "MISSED",
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]!.length)),
  );
  const row = (cells: string[]) =>
    `| ${cells.map((cell, i) => (i === 0 || i > 4 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  console.log(row(head));
  console.log(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  for (const line of lines) console.log(row(line));
}

export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

export function median(values: readonly number[]): number {
  return percentile(Float64Array.from(values).sort(), 0.5);
}

function round(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
}

function shown(value: number | null): string {
  return value === null ? "" : value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 3 : 1 });
}
