/** Every zone the browser knows, and the one that is set even when it does not know it. */
export function timeZones(set: string): { value: string; label: string }[] {
  const known = Intl.supportedValuesOf("timeZone");
  const all = [...new Set(["UTC", ...known, set])].sort();
  return all.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

export function zoneOfThisBrowser(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
