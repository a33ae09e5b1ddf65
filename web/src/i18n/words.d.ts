import "i18next";
import type app from "./en/app.json";
import type audit from "./en/audit.json";
import type commands from "./en/commands.json";
import type customers from "./en/customers.json";
import type door from "./en/door.json";
import type guard from "./en/guard.json";
import type inbox from "./en/inbox.json";
import type mail from "./en/mail.json";
import type mailboxes from "./en/mailboxes.json";
import type models from "./en/models.json";
import type notices from "./en/notices.json";
import type palette from "./en/palette.json";
import type report from "./en/report.json";
import type search from "./en/search.json";
import type settings from "./en/settings.json";
import type welcome from "./en/welcome.json";

// English is the list of keys: a key that is not there does not compile. A new namespace is one line here.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "app";
    resources: {
      app: typeof app;
      audit: typeof audit;
      commands: typeof commands;
      guard: typeof guard;
      inbox: typeof inbox;
      customers: typeof customers;
      door: typeof door;
      settings: typeof settings;
      mail: typeof mail;
      mailboxes: typeof mailboxes;
      models: typeof models;
      notices: typeof notices;
      palette: typeof palette;
      report: typeof report;
      search: typeof search;
      welcome: typeof welcome;
    };
  }
}
