import type { FastifyInstance } from "fastify";
import type { AdmitWorker, Worker } from "#features/accounts/admission.ts";
import type { JournalActor } from "#features/journal/journal.ts";
import { IdOf, type Static, Type } from "#lib/schema.ts";
import { isTimeZone } from "#lib/time-zone.ts";
import type { Database, Db } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import {
  Customer,
  CustomerChange,
  CustomerId,
  CustomerPage,
  CustomerQuery,
  MergeRequest,
} from "./customers.contract.ts";
import { customersByIds } from "./customers.store.ts";
import { changeCustomer } from "./customers.ts";
import { mergeCustomers, unmergeCustomers } from "./merges.ts";
import { customerFor, listCustomers, presentCustomers } from "./seeing.ts";

export interface CustomerParts {
  database: Database;
  admit: AdmitWorker;
}

const Params = Type.Object({ id: CustomerId });
const MergeParams = Type.Object({ id: CustomerId, merge: IdOf("mrg") });

/** Customers: finding, reading, changing, and making two records one, reversibly. */
export function customerRoutes(app: FastifyInstance, { database, admit }: CustomerParts): void {
  const tags = ["customers"];

  app.get<{ Querystring: Static<typeof CustomerQuery> }>(
    "/api/v1/customers",
    {
      schema: { tags, summary: "Customers", querystring: CustomerQuery, response: { 200: CustomerPage } },
    },
    async (request) => {
      const actor = await admit(request, "customers:read");
      return listCustomers(database.in(actor.organisationId), actor, request.query);
    },
  );

  app.get<{ Params: Static<typeof Params> }>(
    "/api/v1/customers/:id",
    { schema: { tags, summary: "One customer", params: Params, response: { 200: Customer } } },
    async (request) => {
      const actor = await admit(request, "customers:read");
      const db = database.in(actor.organisationId);
      return presentOne(db, actor, request.params.id);
    },
  );

  app.patch<{ Params: Static<typeof Params>; Body: Static<typeof CustomerChange> }>(
    "/api/v1/customers/:id",
    {
      schema: {
        tags,
        summary: "Change what is known about a customer",
        params: Params,
        body: CustomerChange,
        response: { 200: Customer },
      },
    },
    async (request) => {
      const actor = await admit(request, "customers:write");
      const db = database.in(actor.organisationId);
      const { id } = await customerFor(db, actor, request.params.id);
      const zone = request.body.time_zone;
      if (zone && !isTimeZone(zone))
        throw new Refusal("customers.time_zone", 422, "That is no time zone; say it like Europe/Stockholm.");
      await database.transaction(actor.organisationId, (tx) =>
        changeCustomer(tx, byOf(actor), id, request.body),
      );
      return presentOne(db, actor, id);
    },
  );

  app.post<{ Params: Static<typeof Params>; Body: Static<typeof MergeRequest> }>(
    "/api/v1/customers/:id/merges",
    {
      schema: {
        tags,
        summary: "Merge another record into this one",
        params: Params,
        body: MergeRequest,
        response: { 201: Customer },
      },
    },
    async (request, reply) => {
      const actor = await admit(request, "customers:write");
      const db = database.in(actor.organisationId);
      const kept = await customerFor(db, actor, request.params.id);
      const other = await customerFor(db, actor, request.body.customer_id);
      await database.transaction(actor.organisationId, (tx) =>
        mergeCustomers(tx, byOf(actor), kept.id, other.id),
      );
      return reply.code(201).send(await presentOne(db, actor, kept.id));
    },
  );

  app.delete<{ Params: Static<typeof MergeParams> }>(
    "/api/v1/customers/:id/merges/:merge",
    {
      schema: {
        tags,
        summary: "Take a merge apart: everything it moved goes back",
        params: MergeParams,
        response: { 200: Customer },
      },
    },
    async (request) => {
      const actor = await admit(request, "customers:write");
      const db = database.in(actor.organisationId);
      const kept = await customerFor(db, actor, request.params.id);
      await database.transaction(actor.organisationId, (tx) =>
        unmergeCustomers(tx, byOf(actor), kept.id, request.params.merge),
      );
      // Who saw the record through a conversation that has now gone back still sees how it stands.
      const [customer] = await presentCustomers(db, await customersByIds(db, [kept.id]));
      return customer!;
    },
  );
}

async function presentOne(db: Db, actor: Worker, id: string): Promise<Static<typeof Customer>> {
  const [customer] = await presentCustomers(db, [await customerFor(db, actor, id)]);
  return customer!;
}

function byOf(actor: Worker): JournalActor {
  return actor.kind === "member"
    ? { kind: "member", id: actor.memberId }
    : { kind: "token", id: actor.tokenId };
}
