import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { test } from "node:test";

const src = join(import.meta.dirname, "..", "src");

/** Who stands on whom: a feature imports from lower tiers, its own folder, and contracts anywhere. */
const tiers: readonly (readonly string[])[] = [
  ["journal", "attempts", "passwords", "guard", "acts", "mail-reading"],
  ["wording", "mail-kinds"],
  ["impression"],
  ["accounts", "audit", "audit-harm", "audit-sources"],
  ["audit-formats", "audit-tally"],
  ["audit-report"],
  ["organisation", "sign-in", "attachments", "customers", "models"],
  ["conversations", "resets"],
  ["handling", "drafts", "findings", "mail-writing"],
  ["auditing"],
  ["messages", "live-report"],
  ["inbound", "opinions"],
  ["delivery", "visitors", "mail-out", "mailboxes"],
  ["mail-in"],
  ["mail-settings", "mail-view"],
  ["talks"],
  ["mailing"],
  ["replies", "search", "timeline", "views", "bulk"],
  ["inbox"],
  ["demo-cast", "demo-shop"],
  ["demo-past"],
  ["demo", "demo-life"],
];

const tierOf = new Map(
  tiers.flatMap((features, tier) => features.map((feature) => [feature, tier] as const)),
);

interface Import {
  from: string;
  to: string;
  isType: boolean;
}

const files = globSync("**/*.ts", { cwd: src })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !path.endsWith(".test.ts") && basename(path) !== "contract-suite.ts");
const imports = files.flatMap(importsOf);

test("every feature has its tier", () => {
  const folders = new Set(
    files.filter((path) => path.startsWith("features/")).map((path) => path.split("/")[1]!),
  );
  const missing = [...folders].filter((folder) => !tierOf.has(folder));
  assert.deepEqual(missing, [], "Give these features a tier in the table above: what do they stand on?");
});

test("features import downward only", () => {
  const broken = imports
    .filter(({ from, to }) => from.startsWith("features/") && to.startsWith("features/") && !isContract(to))
    .filter(
      ({ from, to }) =>
        featureOf(from) !== featureOf(to) && tierOf.get(featureOf(to))! >= tierOf.get(featureOf(from))!,
    )
    .map(describe);
  assert.deepEqual(
    broken,
    [],
    "Declare the small function type you need below, and let app.ts hand the implementation in.",
  );
});

test("contracts import only contracts and the schema library", () => {
  const broken = imports
    .filter(({ from, to }) => isContract(from) && !isContract(to) && to !== "lib/schema.ts")
    .map(describe);
  assert.deepEqual(
    broken,
    [],
    "A contract is what others see; move what it needs into a contract or into #lib/schema.ts.",
  );
});

test("rules are pure: no platform, no Node, no clock, no chance", () => {
  const rules = files.filter((path) => path.endsWith(".rules.ts"));
  const broken = imports
    .filter(
      ({ from, to }) => from.endsWith(".rules.ts") && !/(\.rules|\.contract)\.ts$|\.json$|^lib\//.test(to),
    )
    .map(describe);
  const impure = rules.filter((path) =>
    /\bDate\.now\(|\bnew Date\(\)|Math\.random|process\.|\bcrypto\b/.test(read(path)),
  );
  assert.deepEqual([...broken, ...impure], [], "Hand `now` and whatever else is needed in as an argument.");
});

test("SQL stands in stores and platform alone", () => {
  const broken = files
    .filter((path) => path.startsWith("features/") && !path.endsWith(".store.ts"))
    .filter((path) => /from "kysely"|\bsql`|\bpg\b.*from "pg"/.test(read(path)))
    .filter((path) => !path.startsWith("features/sign-in/library"));
  assert.deepEqual(
    broken,
    [],
    "Move the statement into a *.store.ts and give it a name that says what it fetches.",
  );
});

test("stores import no features but contracts, and no HTTP", () => {
  const broken = imports
    .filter(({ from }) => from.startsWith("features/") && from.endsWith(".store.ts"))
    .filter(
      ({ from, to, isType }) =>
        !isType &&
        (to === "fastify" ||
          (to.startsWith("features/") && featureOf(to) !== featureOf(from) && !isContract(to))),
    )
    .map(describe);
  assert.deepEqual(broken, [], "A store holds SQL and nothing but SQL.");
});

test("the platform and the library know no feature and no channel", () => {
  const broken = imports
    .filter(({ from, to }) => /^(platform|lib)\//.test(from) && /^(features|channels)\//.test(to))
    .concat(imports.filter(({ from, to }) => from.startsWith("lib/") && to.startsWith("platform/")))
    .map(describe);
  assert.deepEqual(broken, []);
});

test("of the features, only delivery knows the port; channels know no feature", () => {
  const port = imports.filter(({ from, to }) => from.startsWith("features/") && to.startsWith("channels/"));
  const broken = port.filter(({ from }) => featureOf(from) !== "delivery");
  const upward = imports.filter(
    ({ from, to }) => from.startsWith("channels/") && to.startsWith("features/") && !isContract(to),
  );
  const sideways = imports.filter(
    ({ from, to }) =>
      from.startsWith("channels/") &&
      to.startsWith("channels/") &&
      dirname(from) !== "channels" &&
      dirname(to) !== "channels" &&
      dirname(from) !== dirname(to),
  );
  assert.deepEqual([...broken, ...upward, ...sideways].map(describe), []);
});

test("nothing imports app.ts but what starts it", () => {
  const broken = imports
    .filter(({ from, to }) => to === "app.ts" && !/^(main|cli)\.ts$|^commands\//.test(from))
    .map(describe);
  assert.deepEqual(broken, []);
});

test("a channel folder has its parts", () => {
  const folders = new Set(
    files.filter((path) => /^channels\/[^/]+\//.test(path)).map((path) => path.split("/")[1]!),
  );
  for (const folder of folders) {
    const has = (name: string) => globSync(name, { cwd: join(src, "channels", folder) }).length > 0;
    for (const part of [
      `${folder}.ts`,
      `${folder}.render.ts`,
      `${folder}.test.ts`,
      "README.md",
      "icon.svg",
    ]) {
      assert.ok(has(part), `channels/${folder} lacks ${part}; docs/adding-a-channel.md says what it holds.`);
    }
  }
});

test("only the platform reads the clock, chance and the environment", () => {
  const allowed = /^(platform|commands)\/|^(main|app|doors|cli)\.ts$|^features\/(sign-in\/library|demo\/)/;
  const broken = files
    .filter((path) => !allowed.test(path))
    .filter((path) => /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|process\.env/.test(read(path)));
  assert.deepEqual(
    broken,
    [],
    "Take `tx.now` or a Clock, an id from #platform/ids.ts, a setting from the config.",
  );
});

test("the words we do not use stay out of the code", () => {
  const rejected = /\b(ticket_id|ticketId|TicketStatus|slaTimer|endUser|end_user)\b/;
  assert.deepEqual(
    files.filter((path) => rejected.test(read(path))),
    [],
    "docs/glossary.md names the word to use instead.",
  );
});

function importsOf(path: string): Import[] {
  const found = [...read(path).matchAll(/^(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gms)];
  return found.map(([, type, target]) => ({
    from: path,
    to: resolve(path, target!),
    isType: type !== undefined,
  }));
}

function resolve(from: string, target: string): string {
  if (target.startsWith("#")) return target.slice(1);
  if (target.startsWith(".")) return relative(src, join(src, dirname(from), target)).replaceAll("\\", "/");
  return target;
}

function read(path: string): string {
  return readFileSync(join(src, path), "utf8");
}

function isContract(path: string): boolean {
  return path.endsWith(".contract.ts");
}

function featureOf(path: string): string {
  return path.split("/")[1]!;
}

function describe({ from, to }: Import): string {
  return `${from} imports ${to}`;
}
