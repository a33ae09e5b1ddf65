import type { MailToSend, Submission } from "#features/mail-out/mail-out.contract.ts";
import { Strict } from "#lib/schema.ts";
import type { Channel } from "../channel.ts";
import { submitMail } from "./email.client.ts";
import { emailCapabilities, renderEmail } from "./email.render.ts";

/**
 * E-mail. What comes in is fetched from a mailbox and told apart by features/mail-in; where a mail goes out is a row of
 * its own. So an inbox keeps no settings here, and `send` is handed the submission server instead.
 */
export const emailChannel: Channel<MailToSend, Submission> = {
  kind: "email",
  title: "E-mail",
  settings: Strict({}),
  capabilities: emailCapabilities,
  render: renderEmail,
  send: (mail, { settings }) => submitMail(mail, settings),
};
