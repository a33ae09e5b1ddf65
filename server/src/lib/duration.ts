/** The two largest units at most: "3 hr 20 min", not "200 min" and not "3 hr 20 min 4 sec". */
export function durationText(locale: string, ms: number): string {
  const unitText = (n: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(n);
  const largest = units.findIndex((each) => ms >= each.ms);
  if (largest === -1 || largest === units.length - 1) return unitText(Math.round(ms / 1_000), "second");
  const [big, small] = [units[largest]!, units[largest + 1]!];
  // From ten of the larger unit on the smaller one is noise.
  if (ms >= 10 * big.ms) return unitText(Math.round(ms / big.ms), big.unit);
  const steps = Math.round(ms / small.ms);
  const perBig = big.ms / small.ms;
  const rest = steps % perBig;
  const text = unitText(Math.floor(steps / perBig), big.unit);
  return rest === 0 ? text : `${text} ${unitText(rest, small.unit)}`;
}

const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;
