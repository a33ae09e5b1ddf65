-- old code: yes
-- Customers with many identities, conversations, messages, and the arrival ledger before them.

create table customers (
  id              text primary key,
  organisation_id text not null references organisations,
  name            text,
  language        text,
  time_zone       text,
  place           text,
  note            text,
  merged_into_id  text references customers,
  created_at      timestamptz not null default now()
);
create index customers_name on customers using gin (name gin_trgm_ops);
create index customers_recent on customers (organisation_id, created_at desc);
select amends_secure('customers');

create table identities (
  id              text primary key,
  organisation_id text not null references organisations,
  customer_id     text not null references customers,
  kind            text not null check (kind in ('email', 'phone', 'handle', 'external', 'chat')),
  -- '' for identities that mean the same person everywhere (a proven address); the inbox for those that do not
  scope           text not null default '',
  value           text not null,
  verified_at     timestamptz,
  created_at      timestamptz not null default now(),
  unique (organisation_id, kind, scope, value)
);
create index identities_customer on identities (customer_id);
create index identities_value on identities using gin (value gin_trgm_ops);
select amends_secure('identities');

-- What a merge moved, so that taking it apart restores exactly that.
create table customer_merges (
  id              text primary key,
  organisation_id text not null references organisations,
  kept_id         text not null references customers,
  merged_id       text not null references customers,
  moved           jsonb not null,
  merged_by       text not null,
  merged_at       timestamptz not null default now(),
  undone_by       text,
  undone_at       timestamptz
);
create index customer_merges_kept on customer_merges (kept_id) where undone_at is null;
select amends_secure('customer_merges');

-- Whatever comes in is a row here before it is understood. "raw" is what the sender sent, byte for byte.
create table arrivals (
  id              text primary key,
  organisation_id text not null references organisations,
  inbox_id        text not null references inboxes,
  received_at     timestamptz not null default now(),
  media_type      text not null,
  raw             bytea not null,
  state           text not null check (state in ('received', 'read', 'unreadable', 'duplicate')),
  reason          text,
  attempts        integer not null default 0,
  conversation_id text,
  message_id      text,
  settled_at      timestamptz
);
create index arrivals_open on arrivals (organisation_id, received_at) where state in ('received', 'unreadable');
select amends_secure('arrivals');

create table conversations (
  id                text primary key,
  organisation_id   text not null references organisations,
  inbox_id          text not null references inboxes,
  customer_id       text not null references customers,
  channel           text not null,
  key               text,
  subject           text,
  language          text,
  status            text not null default 'open' check (status in ('open', 'snoozed', 'resolved')),
  priority          text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  assignee_id       text references members,
  tags              text[] not null default '{}',
  unanswered        integer not null default 0 check (unanswered >= 0),
  waiting_since     timestamptz,
  due_at            timestamptz,
  snoozed_until     timestamptz,
  returned          text,
  resolved_at       timestamptz,
  resolution_reason text,
  last_at           timestamptz not null,
  last_message_id   text,
  last_kind         text,
  last_author       jsonb,
  last_preview      text not null default '',
  mentioned         text[] not null default '{}',
  version           bigint not null default 1,
  -- the version at the last message or change of status; whoever has seen less is stopped before sending (ux.md 1.5)
  content_version   bigint not null default 1,
  customer_read_at  timestamptz,
  created_at        timestamptz not null default now(),
  -- Whose turn: what waits has a due time, and nothing else has.
  constraint waiting_is_due check ((waiting_since is null) = (due_at is null) and (waiting_since is null) = (unanswered = 0)),
  -- F21: a conversation whose last word is the customer's cannot be closed without a stated reason.
  constraint unanswered_needs_reason check (status <> 'resolved' or waiting_since is null or length(trim(coalesce(resolution_reason, ''))) >= 3),
  constraint snoozed_has_an_end check ((status = 'snoozed') = (snoozed_until is not null)),
  constraint resolved_has_a_time check ((status = 'resolved') = (resolved_at is not null))
);
create index conversations_activity on conversations (organisation_id, last_at desc, id desc);
create index conversations_open on conversations (organisation_id, last_at desc, id desc) where status <> 'resolved';
create index conversations_inbox on conversations (organisation_id, inbox_id, last_at desc, id desc);
create index conversations_assignee on conversations (organisation_id, assignee_id, last_at desc) where status <> 'resolved';
create index conversations_due on conversations (organisation_id, due_at, id) where status = 'open' and waiting_since is not null;
create index conversations_customer on conversations (customer_id, last_at desc);
create index conversations_snoozed on conversations (snoozed_until) where status = 'snoozed';
create index conversations_mentioned on conversations using gin (mentioned) where mentioned <> '{}';
create unique index conversations_key on conversations (inbox_id, key) where key is not null;
select amends_secure('conversations');

create table messages (
  id              text primary key,
  organisation_id text not null references organisations,
  -- Order within a conversation: taken while the conversation's row is locked, so it is the order of commits.
  seq             bigint generated always as identity,
  conversation_id text not null references conversations,
  inbox_id        text not null,
  kind            text not null check (kind in ('inbound', 'reply', 'note', 'system')),
  author_kind     text not null check (author_kind in ('customer', 'member', 'bot', 'system', 'token')),
  author_id       text,
  author_name     text,
  -- the conversation's version when this was added
  version         bigint not null default 0,
  text            text not null default '',
  event           jsonb,
  language        text,
  state           text not null check (state in ('received', 'held', 'queued', 'sent', 'delivered', 'read', 'failed', 'unknown', 'withdrawn')),
  release_at      timestamptz,
  failure         text,
  override_reason text,
  resolve_on_send jsonb,
  client_id       text,
  external_id     text,
  arrival_id      text,
  mentions        text[] not null default '{}',
  attachments     text[] not null default '{}',
  sent_at         timestamptz not null,
  created_at      timestamptz not null default now(),
  search          tsvector generated always as (
    case language
      when 'en' then to_tsvector('english', left(text, 20000))
      when 'nl' then to_tsvector('dutch', left(text, 20000))
      when 'sv' then to_tsvector('swedish', left(text, 20000))
      when 'it' then to_tsvector('italian', left(text, 20000))
      when 'de' then to_tsvector('german', left(text, 20000))
      else to_tsvector('simple', left(text, 20000))
    end) stored,
  -- Notes and replies are different things end to end: a note has no way out.
  constraint notes_stay_inside check (kind not in ('note', 'system', 'inbound') or state in ('received', 'withdrawn')),
  constraint held_has_an_end check ((state = 'held') = (release_at is not null))
);
create index messages_thread on messages (conversation_id, seq);
create unique index messages_external on messages (inbox_id, external_id) where external_id is not null;
create unique index messages_client on messages (conversation_id, client_id) where client_id is not null;
create index messages_search on messages using gin (search);
create index messages_held on messages (release_at) where state = 'held';
create index messages_unsettled on messages (created_at) where state in ('queued', 'unknown');
select amends_secure('messages');

create table attachments (
  id              text primary key,
  organisation_id text not null references organisations,
  inbox_id        text,
  conversation_id text references conversations,
  message_id      text,
  name            text not null,
  media_type      text not null,
  size            bigint not null,
  sha256          bytea not null,
  storage_key     text not null,
  width           integer,
  height          integer,
  uploaded_by     text not null,
  created_at      timestamptz not null default now()
);
create index attachments_message on attachments (message_id);
create index attachments_unbound on attachments (created_at) where message_id is null;
select amends_secure('attachments');

-- State as records: who did it, when, and how it ended.
create table assignments (
  id              text primary key,
  organisation_id text not null references organisations,
  conversation_id text not null references conversations,
  member_id       text not null references members,
  assigned_by     text not null,
  assigned_at     timestamptz not null default now(),
  ended_at        timestamptz,
  ended_by        text,
  -- unassigned, reassigned, offline, silent
  ended_because   text
);
create unique index assignments_current on assignments (conversation_id) where ended_at is null;
select amends_secure('assignments');

create table resolutions (
  id              text primary key,
  organisation_id text not null references organisations,
  conversation_id text not null references conversations,
  resolved_by     jsonb not null,
  resolved_at     timestamptz not null default now(),
  reason          text,
  solved          text,
  reopened_at     timestamptz,
  reopened_by     text,
  reopened_because text
);
create unique index resolutions_current on resolutions (conversation_id) where reopened_at is null;
select amends_secure('resolutions');

create table snoozes (
  id              text primary key,
  organisation_id text not null references organisations,
  conversation_id text not null references conversations,
  until           timestamptz not null,
  snoozed_by      text not null,
  snoozed_at      timestamptz not null default now(),
  ended_at        timestamptz,
  ended_because   text
);
create unique index snoozes_current on snoozes (conversation_id) where ended_at is null;
select amends_secure('snoozes');

create table drafts (
  organisation_id text not null references organisations,
  conversation_id text not null references conversations,
  member_id       text not null references members,
  kind            text not null check (kind in ('reply', 'note')),
  text            text not null,
  updated_at      timestamptz not null default now(),
  primary key (conversation_id, member_id, kind)
);
select amends_secure('drafts');

create table saved_replies (
  id              text primary key,
  organisation_id text not null references organisations,
  title           text not null,
  shortcut        text,
  bodies          jsonb not null,
  -- boolean: mine alone, or everybody's; who and when stand in the journal
  shared          boolean not null default true,
  owner_id        text not null references members,
  uses            bigint not null default 0,
  updated_at      timestamptz not null default now()
);
create index saved_replies_organisation on saved_replies (organisation_id, title);
select amends_secure('saved_replies');

create table saved_views (
  id              text primary key,
  organisation_id text not null references organisations,
  owner_id        text not null references members,
  name            text not null,
  query           jsonb not null,
  -- boolean: mine alone, or everybody's
  shared          boolean not null default false,
  created_at      timestamptz not null default now()
);
create index saved_views_organisation on saved_views (organisation_id);
select amends_secure('saved_views');

create table bulk_changes (
  id              text primary key,
  organisation_id text not null references organisations,
  member_id       text not null references members,
  change          jsonb not null,
  before          jsonb not null,
  at              timestamptz not null default now(),
  undone_at       timestamptz
);
select amends_secure('bulk_changes');

-- The words of the house, for the fallback when nothing matches: near words are looked up here, not in the texts.
create table search_words (
  organisation_id text not null references organisations,
  word            text not null,
  primary key (organisation_id, word)
);
create index search_words_near on search_words using gin (word gin_trgm_ops);
select amends_secure('search_words');
grant usage on all sequences in schema public to amends_app;

-- Work for later, decided in the same transaction. The queue's own tables belong to the owner, hence the definer.
create function enqueue(task text, payload json, at timestamptz, unique_key text) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform graphile_worker.add_job(task, payload, run_at => at, job_key => unique_key, max_attempts => 12);
end $$;
revoke all on function enqueue(text, json, timestamptz, text) from public;
grant execute on function enqueue(text, json, timestamptz, text) to amends_app;
