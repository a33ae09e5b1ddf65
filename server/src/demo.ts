import type { Demo, DemoParts } from "#features/demo/demo.ts";
import type { LifeParts } from "#features/demo-life/company.ts";
import type { Life } from "#features/demo-life/life.ts";

export interface RunningDemo extends Demo {
  /** Null where another process plays the people. */
  life: Life | null;
  /** What the start command prints: the shop, and everybody's log-in. */
  welcome(address: string): string;
}

export interface DemoWishes {
  /** Nobody moves by himself. */
  isQuiet: boolean;
  /** This process plays the people. */
  plays: boolean;
}

/** Opens the demo organisation and brings its people to life. Loaded only with --demo: nobody else pays for it. */
export async function startDemo(
  parts: DemoParts & Omit<LifeParts, "organisationId">,
  { isQuiet, plays }: DemoWishes,
): Promise<RunningDemo> {
  const { openDemo } = await import("#features/demo/demo.ts");
  const { logInLines } = await import("#features/demo/log-ins.ts");
  const { startLife } = await import("#features/demo-life/life.ts");
  const demo = await openDemo(parts);
  const { organisationId, logIns } = demo;
  return {
    ...demo,
    life: plays ? startLife({ ...parts, organisationId }, { isQuiet }) : null,
    welcome: (address) => logInLines(logIns, address),
  };
}
