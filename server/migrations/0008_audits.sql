-- old code: yes
-- What the auditor found in a conversation as a whole, and what a report counts of it.

-- One row for each conversation that has been judged: all that a report needs without reading the words again.
create table audits (
  conversation_id text primary key references conversations,
  organisation_id text not null references organisations,
  inbox_id        text not null references inboxes,
  -- as the auditor names channels: chat, email, phone …
  channel         text not null,
  language        text,
  -- the customer's first turn
  opened_at       timestamptz not null,
  -- how long the customer waited for the first answer, or has waited without one; null: nothing to wait for
  first_wait_ms   bigint check (first_wait_ms >= 0),
  -- boolean: of the wait above, whether an answer ended it
  answered        boolean not null default false,
  -- failures of the conversation that hold now; what the guard saw in single messages stays with their writers
  failures        text[] not null default '{}',
  -- for the order in which to read them: harm.rules.ts
  harm            real not null default 0,
  -- why it could not be judged wholly
  unjudged        text[] not null default '{}',
  -- the conversation's version that was judged
  version         bigint not null,
  judged_at       timestamptz not null,
  -- when time alone may change the verdict; null: it cannot
  look_at         timestamptz
);
create index audits_opened on audits (organisation_id, opened_at);
create index audits_failed on audits (organisation_id, harm desc, conversation_id) where failures <> '{}';
create index audits_look on audits (look_at) where look_at is not null;
select amends_secure('audits', 'select, insert, update');

create table audit_findings (
  id              text primary key,
  organisation_id text not null references organisations,
  conversation_id text not null references conversations,
  inbox_id        text not null references inboxes,
  label           text not null,
  -- the turn that shows it, and those that belong to it; none: the conversation as a whole
  message_id      text,
  message_ids     text[] not null default '{}',
  confidence      real not null check (confidence between 0 and 1),
  -- figures for its words: waits in milliseconds, counts, promised times in epoch milliseconds
  figures         jsonb not null default '{}',
  found_at        timestamptz not null,
  -- since when it holds no longer: the callback came late, the question was answered after all
  ended_at        timestamptz,
  disputed_at     timestamptz,
  disputed_by     text references members,
  dispute_reason  text
);
-- One of a kind holds at a time: found again is not found twice.
create unique index audit_findings_holding on audit_findings (conversation_id, label) where ended_at is null;
create index audit_findings_recent on audit_findings (organisation_id, found_at desc);
select amends_secure('audit_findings', 'select, insert, update');

-- For lists: what failed in it, as the rows of `audits` say.
alter table conversations add column failures text[] not null default '{}';
create index conversations_failures on conversations using gin (failures) where failures <> '{}';

-- The journal up to where the auditor has looked.
create table audit_places (
  organisation_id text primary key references organisations,
  position        bigint not null
);
select amends_secure('audit_places', 'select, insert, update');
