import { buildOnce, makeDesk } from "../desk.ts";
import { growHistory } from "../history.ts";
import { foundOrganisation } from "../organisation.ts";
import { type Effort, openPool, type Stage, say } from "./part.ts";

/** Starts a desk in a folder of its own and gives it an organisation with a history. */
export async function setStage(
  effort: Effort,
  history: { conversations: number; messagesEach: number },
): Promise<Stage> {
  buildOnce();
  const profiling = effort.profileDir ? ["--cpu-prof", `--cpu-prof-dir=${effort.profileDir}`] : [];
  const desk = await makeDesk({ nodeArguments: profiling });
  await desk.start();
  const database = openPool(desk.databaseUrl());
  const organisation = await foundOrganisation(database);
  say(`a desk with ${history.conversations.toLocaleString("en-US")} conversations`);
  const grown = await growHistory(
    database,
    organisation,
    { conversations: 0, messages: 0 },
    history.conversations,
    history.messagesEach,
  );
  return { desk, database, organisation, history: grown };
}

export async function strike({ desk, database }: Stage): Promise<void> {
  if (!database.ended) await database.end();
  await desk.remove();
}
