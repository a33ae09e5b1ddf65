import { figure, median } from "../figures.ts";
import { memoryOf } from "../processes.ts";
import { stageOf } from "./pages.ts";
import { type Part, type Stage, say } from "./part.ts";

const conversations = 100_000;

/** The auditor's report over live data: its page, and a list behind one of its numbers. */
export const report: Part = {
  title: "report: a hundred thousand judged conversations in the desk",
  async run(effort, context) {
    const stage = await stageOf(effort, context, conversations);
    say(`judging ${conversations.toLocaleString("en-US")} conversations`);
    await judgeAll(stage);
    const period = "days=3660";
    const before = memoryOf(stage.desk.pid).server;
    const page = await timesOf(stage, `/api/v1/audit-report?${period}`, effort.rounds * 2);
    const grown = memoryOf(stage.desk.pid).server - before;
    const list = await timesOf(
      stage,
      `/api/v1/audited-conversations?${period}&failed=1&hour=9`,
      effort.rounds * 4,
    );
    return [
      figure("report, page over 100,000", median(page) / 1000, { unit: "s", atMost: 5 }),
      figure("report, memory that it took", grown, { unit: "MB" }),
      figure("report, list behind a number", median(list), { unit: "ms", atMost: 500 }),
    ];
  },
};

/** As the auditor would leave them, a third with a failure. */
async function judgeAll({ database, organisation }: Stage): Promise<void> {
  await database.query(
    `insert into audits (conversation_id, organisation_id, inbox_id, channel, language, opened_at, first_wait_ms, answered,
       failures, harm, version, judged_at)
     select id, organisation_id, inbox_id, (array['chat', 'email', 'phone', 'whatsapp', 'social_public'])[1 + n % 5],
       (array['en', 'nl', 'sv', 'it', 'de'])[1 + n % 5], created_at, n * 7919 % 9000000, n % 10 > 0,
       case when n % 3 = 0 then array[(array['long_first_response', 'ignored_message', 'premature_close',
         'channel_bounce', 'unresolved_close', 'no_callback_kept'])[1 + n / 3 % 6]] else '{}' end, n % 9, 1000000, now()
     from (select c.*, row_number() over (order by id) as n from conversations c where organisation_id = $1
       order by id limit $2) as numbered
     on conflict (conversation_id) do nothing`,
    [organisation.id, conversations],
  );
  await database.query("vacuum analyze audits");
}

async function timesOf({ desk, organisation }: Stage, path: string, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    const startedAt = performance.now();
    const answer = await fetch(`http://127.0.0.1:${desk.port}${path}`, {
      headers: { authorization: `Bearer ${organisation.token}` },
    });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${body.slice(0, 200)}`);
    taken.push(performance.now() - startedAt);
  }
  return taken;
}
