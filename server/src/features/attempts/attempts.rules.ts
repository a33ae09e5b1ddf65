/** Wrong passwords for one account in the window, wherever they come from; then everybody waits. */
export const attemptsPerAccount = 10;
/** Wrong passwords from one network in the window: an office's typing errors fit, a spray does not. */
export const attemptsPerPeer = 100;
/** The honest member's own device is counted apart, so that a stranger's guessing does not shut them out. */
export const attemptsPerDevice = 10;
/** Nobody honest is shut out for longer (S-24). */
export const attemptWindowSeconds = 15 * 60;

/** One household or office: an IPv4 address, or the /64 that an IPv6 customer gets. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]!.toLowerCase().split("::");
  const front = head.split(":").filter(Boolean);
  const back = tail === undefined ? [] : tail.split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array<string>(zeros).fill("0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
