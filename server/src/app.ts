import { join } from "node:path";
import swagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { channelOf } from "#channels/registry.ts";
import { memberOf, senderOf, showsSecret } from "#features/accounts/doors.ts";
import { attachmentRoutes } from "#features/attachments/attachments.routes.ts";
import { attachmentLinks } from "#features/attachments/attachments.ts";
import { auditingRoutes } from "#features/auditing/auditing.routes.ts";
import { startAuditor } from "#features/auditing/following.ts";
import { bulkRoutes } from "#features/bulk/bulk.routes.ts";
import { conversationRoutes } from "#features/conversations/conversations.routes.ts";
import { createPlaces } from "#features/conversations/places.ts";
import { customerRoutes } from "#features/customers/customers.routes.ts";
import { deliveryRoutes } from "#features/delivery/delivery.routes.ts";
import { shopRoutes } from "#features/demo-shop/shop.routes.ts";
import { draftRoutes } from "#features/drafts/drafts.routes.ts";
import { findingRoutes } from "#features/findings/findings.routes.ts";
import { outgoingCheck } from "#features/findings/outgoing.ts";
import { savedCheck } from "#features/findings/saved.ts";
import type { Guard } from "#features/guard/guard.rules.ts";
import { theGuard } from "#features/guard/guard.ts";
import { stateRoutes } from "#features/handling/handling.routes.ts";
import { inboundRoutes } from "#features/inbound/inbound.routes.ts";
import { startAttendance } from "#features/inbox/attendance.ts";
import { inboxRoutes } from "#features/inbox/inbox.routes.ts";
import { startLive } from "#features/inbox/live.ts";
import { createWatchers } from "#features/inbox/onlookers.ts";
import { openStream } from "#features/inbox/stream.ts";
import { startPublisher } from "#features/journal/publisher.ts";
import { liveReportRoutes } from "#features/live-report/live-report.routes.ts";
import { mailSettingsRoutes } from "#features/mail-settings/mail-settings.routes.ts";
import { renewSending, tokenRenewal } from "#features/mail-settings/renewing.ts";
import { mailViewRoutes } from "#features/mail-view/mail-view.routes.ts";
import { messageRoutes } from "#features/messages/messages.routes.ts";
import { readingRoutes } from "#features/messages/reading.routes.ts";
import { modelRoutes } from "#features/models/models.routes.ts";
import { withOpinion } from "#features/opinions/opinions.ts";
import { replyRoutes } from "#features/replies/replies.routes.ts";
import { searchRoutes } from "#features/search/search.routes.ts";
import { timelineRoutes } from "#features/timeline/timeline.routes.ts";
import { viewRoutes } from "#features/views/views.routes.ts";
import type { Clock } from "#platform/clock.ts";
import { type Config, hostsOf } from "#platform/config.ts";
import { openDatabase, type Tx } from "#platform/db.ts";
import { openDial } from "#platform/dial.ts";
import { openFetch } from "#platform/fetch.ts";
import { openFolder } from "#platform/files.ts";
import { createHttp } from "#platform/http.ts";
import { answerOnce, noteEffect } from "#platform/idempotency.ts";
import { enqueue, type Job, prepareJobs, startJobs, startJobsLater } from "#platform/jobs.ts";
import type { Log } from "#platform/log.ts";
import { openMail } from "#platform/mail.ts";
import { migrate } from "#platform/migrate.ts";
import { openSecrets } from "#platform/secrets.ts";
import { attachSockets } from "#platform/sockets.ts";
import { backgroundJobs, minutelyJobs, slowJobs } from "./background.ts";
import { type RunningDemo, startDemo } from "./demo.ts";
import { signInParts } from "./doors.ts";
import { answerHealthAlone, healthRoutes } from "./health.ts";
import { emailParts } from "./mail.ts";
import { pageRoutes } from "./pages.ts";
import { widgetParts } from "./widget.ts";

export interface AppOptions {
  config: Config;
  databaseUrl: string;
  clock: Clock;
  log: Log;
  secret?: string | undefined;
  /** What judges words before they go out: ours, unless another is handed in. */
  guard?: Guard;
  /** Serves requests, works jobs off, or both. */
  roles: { web: boolean; worker: boolean };
}

export interface App {
  http: FastifyInstance;
  /** The one-time set-up link while there is no administrator. */
  setUpLink: string | null;
  /** Background jobs by name, for tests, which decide themselves when one runs. */
  tasks: Record<string, Job>;
  /** Opens the demo organisation and starts playing its people. Refuses beside a real one. */
  openDemo(isQuiet: boolean): Promise<RunningDemo>;
  /** Waits until what is committed has been told; for tests and orderly stops. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** THE composition root: the only file that knows everything. */
export async function createApp({
  config,
  databaseUrl,
  clock,
  log,
  secret,
  guard = theGuard(),
  roles,
}: AppOptions): Promise<App> {
  const database = openDatabase({
    url: databaseUrl,
    clock,
    onError: (error) => log.error("database.connection_lost", error),
    beforeCommit: noteEffect,
  });
  await migrate(database.owner);
  await prepareJobs(database, log);
  const secrets = await openSecrets(config.dataDir, secret);
  const files = await openFolder(join(config.dataDir, "files"));
  const links = attachmentLinks(secrets);
  const publisher = await startPublisher(database, log);
  const places = createPlaces(database, clock);
  const watchers = createWatchers(clock);
  const http = createHttp({ log, trustedProxies: config.trustedProxies, hosts: hostsOf(config) });
  const worksAlone = roles.worker && !roles.web;
  if (worksAlone) answerHealthAlone(http);
  const sockets = attachSockets(http.server, log, !worksAlone);
  const mail = config.mail ? openMail(config.mail) : null;
  const live = startLive({ database, publisher, links, clock, log });
  const handOver = (channel: string) =>
    channelOf(channel)?.capabilities.replies === "send" ? "queued" : "sent";

  await http.register(swagger, { openapi: { openapi: "3.1.0", info: { title: "Amends", version: "1" } } });
  const doors = await signInParts({
    http,
    database,
    databaseUrl,
    config,
    clock,
    log,
    secrets,
    sendMail: mail?.send ?? null,
  });
  answerOnce(http, { database, clock, senderOf, showsSecret });
  const reading = { database, clock, links, admit: doors.admit };
  conversationRoutes(http, reading);
  readingRoutes(http, reading);
  messageRoutes(http, {
    ...reading,
    handOver,
    scheduleRelease: (tx, conversationId, messageId, runAt) =>
      enqueue(
        tx,
        "release-reply",
        { organisationId: tx.organisationId, conversationId, messageId },
        runAt,
        `release ${messageId}`,
      ),
    checkOutgoing: withOpinion(outgoingCheck(guard)),
  });
  mailViewRoutes(http, { ...reading, secrets });
  stateRoutes(http, { ...reading, targetOf: places.targetMs });
  inboundRoutes(http, { database, clock, files, admit: doors.admit, findInbox: places.find });
  attachmentRoutes(http, { database, clock, files, links, admit: doors.admit });
  customerRoutes(http, { database, admit: doors.admit });
  timelineRoutes(http, { database, admit: doors.admit });
  searchRoutes(http, { database, admit: doors.admit });
  draftRoutes(http, { database, admit: doors.admit, admitMember: memberOf });
  replyRoutes(http, { database, admit: doors.admit, admitMember: memberOf, checkSaved: savedCheck(guard) });
  findingRoutes(http, { database, clock, guard });
  auditingRoutes(http, { database, admit: doors.admit });
  liveReportRoutes(http, { database, clock });
  const models = { database, secrets, clock, http: openFetch({ trusted: config.modelHosts ?? [] }) };
  modelRoutes(http, models);
  const scheduleReading = (tx: Tx, arrivalId: string) =>
    enqueue(
      tx,
      "read-arrival",
      { organisationId: tx.organisationId, arrivalId },
      tx.now,
      `read ${arrivalId}`,
    );
  const dial = openDial({ trusted: config.mailHosts ?? [] });
  const tokens = openFetch({ trusted: config.mailHosts ?? [] });
  const mailParts = { database, clock, log, secrets, dial, scheduleReading, http: tokens };
  mailSettingsRoutes(http, mailParts);
  const email = emailParts({
    ...mailParts,
    files,
    publisher,
    installation: config.mail ?? null,
    renewToken: tokenRenewal(mailParts),
    renewSending: (organisationId, inboxId) => renewSending(mailParts, organisationId, inboxId),
  });
  const delivery = {
    database,
    clock,
    files,
    log,
    channelOf,
    findPlace: places.find,
    scheduleReading,
    readers: { email: email.reader },
  };
  deliveryRoutes(http, { ...delivery, admit: doors.admit });
  viewRoutes(http, { database, admit: doors.admit, admitMember: memberOf });
  bulkRoutes(http, { database, admitMember: memberOf, targetOf: places.targetMs });
  inboxRoutes(http, { database, publisher, onlookers: watchers, admit: doors.admit });
  const visitorStream = widgetParts({
    http,
    database,
    clock,
    log,
    files,
    links,
    publisher,
    sockets,
    live,
    channel: channelOf("web-chat")!,
    send: mail?.send ?? null,
    baseUrl: config.baseUrl,
  });
  openStream({
    database,
    live,
    watchers,
    sockets,
    admitSocket: doors.admitSocket,
    hold: doors.hold,
    memberLooks: visitorStream.memberLooks,
  });
  const tasks = {
    ...backgroundJobs({ database, files, handOver, places, clock, watchers, delivery }),
    ...visitorStream.jobs,
    ...email.jobs,
  };
  const slow = slowJobs(models);
  const auditor = roles.worker ? startAuditor({ database, publisher, clock, log }) : null;
  const attendance = startAttendance(database, watchers, log);
  if (roles.worker) email.start();
  const jobs = roles.worker ? await startJobs(database, log, tasks, minutelyJobs) : null;
  const slowOnes = roles.worker ? startJobsLater(database, log, slow) : null;
  healthRoutes(http, { database, sockets, isWorking: () => jobs !== null || !roles.worker });
  shopRoutes(http, { database });
  let demo: RunningDemo | null = null;
  if (roles.web) await pageRoutes(http);
  http.get("/api/openapi.json", { schema: { hide: true } }, () => http.swagger());

  return {
    http,
    setUpLink: doors.setUpLink,
    tasks: { ...tasks, ...slow },
    async openDemo(isQuiet) {
      const { signIn } = doors;
      const parts = { database, clock, files, secrets, signIn, live, watchers, handOver, guard, log };
      demo = await startDemo(parts, { isQuiet, plays: roles.worker });
      return demo;
    },
    settle: () => publisher.settle(),
    async close() {
      await demo?.life?.stop();
      sockets.close();
      attendance.stop();
      await auditor?.stop();
      await email.stop();
      visitorStream.stop();
      mail?.close();
      await http.close();
      models.http.stop();
      tokens.stop();
      await Promise.all([jobs?.stop(), slowOnes?.stop()]);
      await publisher.stop();
      await doors.close();
      await database.close();
    },
  };
}
