import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { createSignIn, foundOrganisation } from "#features/sign-in/sign-in.ts";
import { systemClock } from "#platform/clock.ts";
import { type Config, readConfig } from "#platform/config.ts";
import { openDatabase } from "#platform/db.ts";
import { newSecret } from "#platform/ids.ts";
import { createLog, type Log } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import { openSecrets } from "#platform/secrets.ts";
import { openSignInDb } from "#platform/sign-in-db.ts";
import { type Command, UsageError } from "../cli.ts";
import { borrowDatabase } from "./own-database.ts";
import { asUsageError } from "./refusals.ts";

export const setupCommand: Command = {
  summary: "the first administrator, without a browser",
  help: `amends setup --email EMAIL --organisation NAME [--name NAME] [--locale LL] [--password-stdin] [--json]

Makes the organisation and its first administrator, once. Without --password-stdin a password is made and printed.`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        email: { type: "string" },
        organisation: { type: "string" },
        name: { type: "string" },
        locale: { type: "string", default: "en" },
        "password-stdin": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    const email = values.email?.trim() ?? "";
    const organisation = values.organisation?.trim() ?? "";
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new UsageError("--email is missing or no address.");
    if (organisation === "" || organisation.length > 200)
      throw new UsageError("--organisation is missing or too long.");
    if (!/^[a-z]{2}$/.test(values.locale))
      throw new UsageError(`--locale is "${values.locale}"; it is like en or nl.`);
    const given = values["password-stdin"] ? (await text(process.stdin)).replace(/\r?\n$/, "") : null;
    const password = given ?? newSecret();
    const name = values.name?.trim() || email.split("@")[0]!;
    const founded = await found({ email, organisation, name, locale: values.locale, password });
    const shown = { organisation_id: founded.organisationId, member_id: founded.memberId, email };
    if (values.json)
      process.stdout.write(`${JSON.stringify({ ...shown, ...(given ? {} : { password }) })}\n`);
    else
      process.stdout.write(
        `${organisation} is set up; ${email} administers it.\n${given ? "" : `Password: ${password}\n`}`,
      );
    return 0;
  },
};

type Founder = Parameters<typeof foundOrganisation>[1];

async function found(founder: Founder): ReturnType<typeof foundOrganisation> {
  const config = readConfig(process.env);
  const log = createLog(() => {});
  const own = await borrowDatabase(config, log);
  const database = openDatabase({ url: own.url, clock: systemClock });
  const db = openSignInDb({ url: own.url, clock: systemClock });
  try {
    await migrate(database.owner);
    return await foundOrganisation(await signInFor(config, log, db), founder).catch(asUsageError);
  } finally {
    await db.close();
    await database.close();
    await own.stop();
  }
}

async function signInFor(config: Config, log: Log, db: ReturnType<typeof openSignInDb>) {
  return createSignIn({
    db,
    clock: systemClock,
    log,
    secrets: await openSecrets(config.dataDir, process.env.AMENDS_SECRET),
    baseUrl: config.baseUrl,
    oidc: null,
    sendMail: null,
    changed: () => {},
  });
}
