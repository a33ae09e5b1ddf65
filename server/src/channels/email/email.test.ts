import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import type { MailToSend } from "#features/mail-out/mail-out.contract.ts";
import { FetchProblem } from "#platform/fetch.ts";
import { channelContract } from "../contract-suite.ts";
import { refusalOf, submitMail } from "./email.client.ts";
import { emailChannel } from "./email.ts";

channelContract(emailChannel, { folder: import.meta.dirname });

const told = (error: Parameters<typeof refusalOf>[0]) => {
  const refusal = refusalOf(error);
  return refusal && [refusal.kind, refusal.stage, refusal.code, refusal.status];
};

test("an address that is refused for good is told from one that is refused for now", () => {
  const at = { code: "EENVELOPE", command: "RCPT TO" };
  assert.deepEqual(told({ ...at, responseCode: 550, response: "550 5.1.1 No such user" }), [
    "rejected",
    "recipient",
    550,
    "5.1.1",
  ]);
  assert.deepEqual(told({ ...at, responseCode: 451, response: "451 4.3.0 Later" }), [
    "throttled",
    "recipient",
    451,
    "4.3.0",
  ]);
});

test("a wrong password is a matter for whoever runs the inbox, and a busy log-in is not", () => {
  const at = { code: "EAUTH", command: "AUTH PLAIN" };
  assert.equal(told({ ...at, responseCode: 535, response: "535 5.7.8 Bad" })?.[0], "misconfigured");
  assert.equal(told({ ...at, responseCode: 454, response: "454 4.7.0 Later" })?.[0], "unreachable");
});

test("a server that wants a log-in first says nothing about the address", () => {
  const error = { code: "EENVELOPE", command: "RCPT TO", responseCode: 530, response: "530 5.7.0 Log in" };
  assert.equal(told(error)?.[0], "misconfigured");
});

test("no server, no answer and a lost connection are tried again; a certificate is not", () => {
  for (const code of ["ECONNECTION", "ETIMEDOUT", "EDNS", "ESOCKET"])
    assert.deepEqual(told({ code }), ["unreachable", "connection", null, null], code);
  const error = { code: "ESOCKET", originalCode: "DEPTH_ZERO_SELF_SIGNED_CERT" };
  assert.equal(told(error)?.[0], "misconfigured");
});

test("what failed on our side is not laid at the server's door", () => {
  assert.equal(told({ code: "ESTREAM" }), null);
  assert.equal(refusalOf(new Error("ours") as never), null);
});

test("a host whose name may not be dialled is not dialled, though the library could look it up by itself", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const someone = { name: "", address: "a@shop.example" };
  const head = { rfcId: "1@shop.example", from: someone, replyTo: someone, to: someone, cc: [], subject: "" };
  const mail: MailToSend = {
    text: "Hello",
    attachments: [],
    head: { ...head, inReplyTo: null, references: [], isAutomatic: false, envelopeId: "1", sentAt: 0 },
  };
  const lookup = (_host: string, _options: object, callback: (error: Error) => void) =>
    callback(new FetchProblem("private"));
  const over = { host: "localhost", port, tls: "none", login: null, lookup } as const;
  const refused = { kind: "misconfigured", stage: "connection" };
  await assert.rejects(submitMail(mail, over), refused);
  server.close();
  assert.equal(connections, 0);
});
