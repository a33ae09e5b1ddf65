-- old code: yes
-- The ground: who owns the rows, the two walls, organisations and the people in them, and the journal.
--
-- Roles. The role of DATABASE_URL owns everything and runs migrations and the few tasks that look across
-- organisations. Requests run as amends_app, which owns nothing and passes every row through a policy;
-- sign-in runs as amends_auth, which alone can read the schema "auth".
do $$
begin
  begin create role amends_app nologin; exception when duplicate_object or unique_violation then null; end;
  begin create role amends_auth nologin; exception when duplicate_object or unique_violation then null; end;
end $$;
do $$
begin
  -- Two starters on one cluster may grant at once; the second has nothing left to do.
  begin execute format('grant amends_app, amends_auth to %I', current_user); exception when others then null; end;
end $$;

create extension if not exists pg_trgm;

grant usage on schema public to amends_app;

-- The organisation whose rows this connection may touch; set by the pool when it hands a connection out.
create function current_organisation() returns text language sql stable parallel safe
  as $$ select current_setting('amends.organisation_id', true) $$;

-- Every table of ours is put behind the second wall with this one call.
create function amends_secure(secured regclass, rights text default 'select, insert, update, delete') returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', secured);
  execute format('create policy organisation on %s to amends_app using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()))', secured);
  execute format('grant %s on %s to amends_app', rights, secured);
end $$;

create table organisations (
  organisation_id text primary key,
  name            text not null check (length(name) between 1 and 200),
  locale          text not null default 'en',
  -- boolean: a demo organisation may be thrown away and refuses real use
  demo            boolean not null default false,
  settings        jsonb not null default '{}',
  created_at      timestamptz not null default now()
);
select amends_secure('organisations', 'select, update');

create table members (
  id              text primary key,
  organisation_id text not null references organisations,
  user_id         text,
  name            text not null check (length(name) between 1 and 200),
  email           text not null,
  role            text not null check (role in ('agent', 'supervisor', 'administrator')),
  languages       text[] not null default '{}',
  time_zone       text not null default 'UTC',
  preferences     jsonb not null default '{}',
  disabled_at     timestamptz,
  disabled_by     text,
  last_seen_at    timestamptz,
  created_at      timestamptz not null default now(),
  unique (organisation_id, email),
  unique (user_id)
);
select amends_secure('members');

create table inboxes (
  id                 text primary key,
  organisation_id    text not null references organisations,
  name               text not null check (length(name) between 1 and 120),
  kind               text not null,
  locale             text not null default 'en',
  time_zone          text not null default 'UTC',
  -- what we promise, in milliseconds, from the customer's message to an answer (mission.md F06)
  response_target_ms bigint not null check (response_target_ms > 0),
  settings           jsonb not null default '{}',
  -- what must never leave the server: signing secrets, passwords
  secrets            jsonb not null default '{}',
  archived_at        timestamptz,
  created_at         timestamptz not null default now()
);
create index inboxes_organisation on inboxes (organisation_id);
select amends_secure('inboxes');

create table inbox_members (
  organisation_id text not null references organisations,
  inbox_id        text not null references inboxes,
  member_id       text not null references members,
  since           timestamptz not null default now(),
  primary key (inbox_id, member_id)
);
create index inbox_members_member on inbox_members (member_id);
select amends_secure('inbox_members');

create table api_tokens (
  id              text primary key,
  organisation_id text not null references organisations,
  name            text not null,
  secret_hash     bytea not null unique,
  scopes          text[] not null,
  inbox_ids       text[],
  created_by      text,
  created_at      timestamptz not null default now(),
  revoked_at      timestamptz,
  last_used_at    timestamptz
);
select amends_secure('api_tokens');

-- The journal: one row per fact, written in the transaction that makes it true. "seq" is taken before commit,
-- so it cannot be read in its order without missing late committers; "position" is given after commit by the
-- one publisher and is what every reader follows.
create table journal (
  seq             bigint generated always as identity primary key,
  position        bigint,
  organisation_id text not null references organisations,
  type            text not null,
  at              timestamptz not null default now(),
  actor_kind      text not null,
  actor_id        text,
  inbox_id        text,
  conversation_id text,
  customer_id     text,
  message_id      text,
  -- facts only: ids, states, figures. Never what a person wrote, so that erasing a person leaves the journal whole.
  data            jsonb not null default '{}'
);
create index journal_unpublished on journal (seq) where position is null;
create unique index journal_position on journal (position) where position is not null;
create index journal_conversation on journal (conversation_id, seq) where conversation_id is not null;
create sequence journal_positions;
select amends_secure('journal', 'select, insert');

-- amends_app has no right to change a row; this keeps the owner from it too. The publisher sets "position" alone.
create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only' using errcode = 'AM001';
end $$;
create trigger journal_no_change before update of seq, organisation_id, type, at, actor_kind, actor_id, inbox_id,
  conversation_id, customer_id, message_id, data on journal for each row execute function journal_is_append_only();
create trigger journal_no_removal before delete on journal for each row execute function journal_is_append_only();

-- An answer to a write is kept with its key, so that the same request sent twice has one effect.
create table idempotency_keys (
  organisation_id text not null references organisations,
  actor_id        text not null,
  key             text not null,
  request_hash    bytea not null,
  status          integer,
  response        jsonb,
  created_at      timestamptz not null default now(),
  primary key (organisation_id, actor_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
select amends_secure('idempotency_keys');
