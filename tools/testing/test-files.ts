import { globSync, statSync } from "node:fs";
import { join } from "node:path";

export type TestFiles = { rules: string[]; features: string[]; journeys: string[] };

/** Every test of the repository by the way it is run, narrowed to the paths that contain one of `filters`. */
export function findTestFiles(root: string, filters: string[]): TestFiles {
  const find = (...patterns: string[]) =>
    globSync(patterns, { cwd: root })
      .filter((file) => !file.includes("node_modules"))
      .filter(
        (file) =>
          filters.length === 0 || filters.some((filter) => file.includes(filter.replace(/^\.\//, ""))),
      )
      .sort()
      .map((file) => join(root, file));
  const server = find("server/src/**/*.test.ts", "server/test/**/*.test.ts");
  const isPure = (file: string) => /\.rules\.test\.ts$|\/src\/lib\//.test(file);
  return {
    rules: [...server.filter(isPure), ...find("web/src/**/*.test.ts", "widget/src/**/*.test.ts")],
    features: server.filter((file) => !isPure(file)),
    journeys: find("e2e/**/*.test.ts"),
  };
}

/** Splits the files over `count` processes, the long ones first and each to the process that has least. */
export function splitEvenly(files: string[], count: number): string[][] {
  const shards = Array.from({ length: count }, () => ({ files: [] as string[], weight: 0 }));
  const weighed = files.map((file) => ({ file, weight: statSync(file).size }));
  for (const { file, weight } of weighed.sort((a, b) => b.weight - a.weight)) {
    const lightest = shards.reduce((least, shard) => (shard.weight < least.weight ? shard : least));
    lightest.files.push(file);
    lightest.weight += weight;
  }
  return shards.map((shard) => shard.files).filter((shard) => shard.length > 0);
}
