import pg from "pg";

/**
 * Takes the first wall away: every condition on the organisation in our own statements is replaced by one that is
 * always true, in the driver, so that no statement can escape it. What then still keeps organisations apart is
 * PostgreSQL's row-level security. The suite runs once like this (AMENDS_TEST_FIRST_WALL=off).
 */
let isAway = false;

export function takeFirstWallAway(): void {
  if (isAway) return;
  isAway = true;
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    // Only the app's own connections: what a test looks up past the policies keeps its conditions.
    const { options } = (this as unknown as { connectionParameters: { options?: string } })
      .connectionParameters;
    const isApps = options?.includes("role=amends_app") === true;
    return query.apply(this, [isApps ? withoutWall(args[0]) : args[0], ...args.slice(1)]);
  } as typeof pg.Client.prototype.query;
}

function withoutWall(statement: unknown): unknown {
  if (typeof statement === "string") return open(statement);
  const { text } = (statement ?? {}) as { text?: unknown };
  if (typeof text !== "string") return statement;
  // A submitted query object keeps its class; only its text is another one.
  (statement as { text: string }).text = open(text);
  return statement;
}

/** `c.organisation_id = $3` becomes `$3::text is not null`: true, and the parameter stays in use. */
function open(text: string): string {
  return text.replace(/(?<!set )\b(?:[a-z_]+\.)?organisation_id = (\$\d+)/g, "$1::text is not null");
}
