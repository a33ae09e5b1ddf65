import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { theActs } from "#features/acts/acts.ts";
import { conversationFailures, type Transcript } from "#features/audit/audit.contract.ts";
import { auditTranscript } from "#features/audit/audit.rules.ts";
import { formats } from "#features/audit-formats/audit-formats.ts";
import type { Skipped } from "#features/audit-formats/format.contract.ts";
import type { Report } from "#features/audit-report/audit-report.contract.ts";
import { type Command, UsageError } from "../cli.ts";
import { filesIn, formatOf, keepInput } from "./audit-input.ts";
import { complaintsOf, printer, progressBar, type Tally, tallyOf } from "./audit-output.ts";

export const auditCommand: Command = {
  summary: "find failures in conversations of any desk",
  help: `amends audit PATH... [--format auto|NAME] [--html FILE] [--json] [--fail-on LABEL[,LABEL]|any] [--lang xx] [--mapping FILE]

Reads transcripts (files, folders with all in them, - for standard input) and says which conversations failed, where and why.

  --format NAME    how the files are written; auto looks at each:
${formats.map(({ name, title }) => `                   ${name.padEnd(12)} ${title}`).join("\n")}
  --json           one line a conversation, then {"summary": ...}
  --html FILE      one page with charts and the worst conversations
  --fail-on LABELS exit with 1 when one of these was found; any: whatever was found
  --lang xx        language of conversations that do not say theirs: en, nl, sv, it, de
  --mapping FILE   which columns mean what, for tables (see docs/guide/auditing.md)

Labels: ${conversationFailures.join(", ")}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        format: { type: "string", default: "auto" },
        html: { type: "string" },
        json: { type: "boolean", default: false },
        "fail-on": { type: "string" },
        lang: { type: "string" },
        mapping: { type: "string" },
      },
    });
    if (positionals.length === 0) throw new UsageError("Say what to read: amends audit PATH...");
    const fatal = fatalLabels(values["fail-on"]);
    checkChoices(values.format, values.lang);
    const options = {
      ...(values.lang ? { lang: values.lang } : {}),
      ...(values.mapping ? { mapping: values.mapping } : {}),
    };
    const report = values.html ? await openPage(values.html, values.lang) : null;
    const nameActs = theActs();
    const tally = tallyOf();
    const out = printer(values.json);
    const bar = progressBar();
    const complaints = complaintsOf(bar.clear);
    const input = await keepInput(positionals);
    try {
      for await (const file of filesIn(input.paths)) {
        const format = await formatOf(file, values.format);
        if ("reason" in format) {
          skip(file.shown, { skipped: true, line: null, reason: format.reason });
          continue;
        }
        for await (const record of format.read(file.path, options)) {
          if ("skipped" in record) skip(file.shown, record);
          else await judge(record);
          bar.show(tally.conversations);
          if (out.isClosed()) return 0;
        }
      }
    } finally {
      bar.clear();
      await input.drop();
    }
    if (tally.conversations === 0) throw nothingToJudge(tally, positionals);
    await out.finish(tally);
    if (report) await writeFile(values.html!, report.html());
    return fatal !== null && tally.has(fatal) ? 1 : 0;

    function skip(shown: string, skipped: Skipped): void {
      const place = skipped.line === null ? shown : `${shown}:${skipped.line}`;
      tally.skip(skipped.reason, `${place} ${skipped.reason}`);
      complaints.say(`amends audit: ${place}: ${skipped.reason}; skipped`);
    }

    async function judge(transcript: Transcript): Promise<void> {
      const audited = auditTranscript(transcript, nameActs);
      tally.add(audited);
      complaints.release();
      report?.add(transcript, audited);
      await out.conversation(audited);
    }
  },
};

function fatalLabels(given: string | undefined): readonly string[] | null {
  if (given === undefined) return null;
  const labels = given.split(",").map((each) => each.trim());
  if (labels.includes("any")) return conversationFailures;
  const unknown = labels.find((each) => !(conversationFailures as readonly string[]).includes(each));
  if (unknown === undefined) return labels;
  throw new UsageError(
    `--fail-on does not know "${unknown}". There are: any, ${conversationFailures.join(", ")}.`,
  );
}

function checkChoices(format: string, lang: string | undefined): void {
  if (format !== "auto" && !formats.some(({ name }) => name === format))
    throw new UsageError(
      `There is no format "${format}". There are: auto, ${formats.map(({ name }) => name).join(", ")}.`,
    );
  if (lang !== undefined && !/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(lang))
    throw new UsageError(`--lang takes a code such as en, nl, sv, it or de, not "${lang}".`);
}

function nothingToJudge(tally: Tally, paths: readonly string[]): UsageError {
  if (tally.firstReason === null) return new UsageError(`There was nothing to judge in ${paths.join(", ")}.`);
  const more = tally.summary().skipped.count - 1;
  return new UsageError(
    `There was nothing to judge: ${tally.firstReason}${more > 0 ? ` (and ${more} more)` : ""}.`,
  );
}

/** Tried before an hour of reading: a page that cannot be written is found out at once. */
async function openPage(file: string, lang: string | undefined): Promise<Report> {
  const [{ openReport }, { reportLanguages }] = await Promise.all([
    import("#features/audit-report/audit-report.ts"),
    import("#features/audit-report/audit-report.contract.ts"),
  ]);
  try {
    await writeFile(file, "", { flag: "a" });
  } catch (error) {
    throw new UsageError(
      `--html cannot write ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
    );
  }
  const language = reportLanguages.find((each) => each === lang) ?? "en";
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return openReport({ language, now: Date.now(), timeZone });
}
