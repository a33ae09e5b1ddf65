import { readFileSync } from "node:fs";
import { join } from "node:path";

type Limit = { what: string; applies: RegExp; lines: number };

// The first that applies counts. No exceptions: a file that wants to be longer is two nouns.
const limits: Limit[] = [
  { what: "test file", applies: /\.test\.tsx?$/, lines: 500 },
  { what: "jobs", applies: /\.jobs\.ts$/, lines: 80 },
  { what: "channel front door", applies: /^server\/src\/channels\/([^/]+)\/\1\.ts$/, lines: 200 },
  { what: "React component", applies: /\.tsx$/, lines: 250 },
  { what: "source file", applies: /\.(ts|mts|js|mjs)$/, lines: 300 },
];

const folderLimit = { files: 12, lines: 1_500 };

/** What is longer than we allow, one sentence each. */
export function findOversized(root: string, files: string[]): string[] {
  const lineCounts = new Map(
    files
      .filter((file) => limits.some((limit) => limit.applies.test(file)))
      .map((file) => [file, countLines(join(root, file))]),
  );
  const longFiles = [...lineCounts].flatMap(([file, lines]) => {
    const limit = limits.find(({ applies }) => applies.test(file))!;
    return lines > limit.lines ? [`${file} has ${lines} lines; a ${limit.what} may have ${limit.lines}`] : [];
  });
  return [...longFiles, ...largeFeatures(lineCounts)];
}

function largeFeatures(lineCounts: Map<string, number>): string[] {
  const sizes = new Map<string, { files: number; lines: number }>();
  for (const [file, lines] of lineCounts) {
    const feature = /^server\/src\/features\/[^/]+/.exec(file)?.[0];
    if (!feature || file.endsWith(".test.ts")) continue;
    const size = sizes.get(feature) ?? { files: 0, lines: 0 };
    sizes.set(feature, { files: size.files + 1, lines: size.lines + lines });
  }
  return [...sizes].flatMap(([feature, { files, lines }]) =>
    files > folderLimit.files || lines > folderLimit.lines
      ? [
          `${feature} has ${files} files and ${lines} lines; a feature may have ${folderLimit.files} and ${folderLimit.lines}`,
        ]
      : [],
  );
}

function countLines(file: string): number {
  return readFileSync(file, "utf8").trimEnd().split("\n").length;
}
