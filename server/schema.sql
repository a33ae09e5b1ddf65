-- Dumped from a database built by server/migrations: node tools/dump-schema.ts. Do not edit; do not load.

create schema auth;

create extension pg_trgm;

create sequence public.journal_positions;

CREATE OR REPLACE FUNCTION public.amends_secure(secured regclass, rights text DEFAULT 'select, insert, update, delete'::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('alter table %s enable row level security', secured);
  execute format('create policy organisation on %s to amends_app using (organisation_id = (select current_organisation())) with check (organisation_id = (select current_organisation()))', secured);
  execute format('grant %s on %s to amends_app', rights, secured);
end $function$
;

CREATE OR REPLACE FUNCTION public.current_organisation()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select current_setting('amends.organisation_id', true) $function$
;

CREATE OR REPLACE FUNCTION public.enqueue(task text, payload json, at timestamp with time zone, unique_key text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public'
AS $function$
begin
  perform graphile_worker.add_job(task, payload, run_at => at, job_key => unique_key, max_attempts => 12);
end $function$
;

CREATE OR REPLACE FUNCTION public.gather_words(texts text[])
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
    with words as (
      select distinct lexeme from unnest(texts) as one (body), unnest(to_tsvector('simple', left(body, 20000)))
      where lexeme ~ '^[[:alpha:]]{3,30}$'),
    added as (
      insert into search_words (organisation_id, word) select current_organisation(), lexeme from words
      on conflict do nothing returning 1)
    select count(*) from added
  $function$
;

CREATE OR REPLACE FUNCTION public.inbox_lexeme(inbox text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (chr(1) || inbox)
;

CREATE OR REPLACE FUNCTION public.journal_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the journal is append-only' using errcode = 'AM001';
end $function$
;

CREATE OR REPLACE FUNCTION public.near_word(typed text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_custom_plan'
 SET jit TO 'off'
 SET max_parallel_workers_per_gather TO '0'
AS $function$
declare
  organisation constant text := current_organisation();
begin
  if exists (select from search_words w where w.organisation_id = organisation and w.word = typed) then return null; end if;
  return (select w.word from search_words w where w.organisation_id = organisation and w.word % typed
    order by similarity(w.word, typed) desc, w.word limit 1);
end $function$
;

CREATE OR REPLACE FUNCTION public.number_holders(numbers text[], most integer)
 RETURNS TABLE(number text, customer_id text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
 SET max_parallel_workers_per_gather TO '0'
AS $function$
declare
  organisation constant text := current_organisation();
  each text;
begin
  foreach each in array numbers[1:10] loop
    return query
      with hits as materialized (
        select m.conversation_id, m.organisation_id, m.kind, m.state from messages m
        where m.search @@ phraseto_tsquery('simple', each) limit most)
      select distinct each, coalesce(p.merged_into_id, p.id) from hits h
      join conversations c on c.id = h.conversation_id join customers p on p.id = c.customer_id
      where h.organisation_id = organisation and h.kind in ('inbound', 'reply') and h.state <> 'withdrawn';
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION public.search_customers(typed text, reach text[], most integer)
 RETURNS TABLE(id text, matched text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_custom_plan'
 SET jit TO 'off'
 SET max_parallel_workers_per_gather TO '0'
AS $function$
declare
  organisation constant text := current_organisation();
  words constant text[] := regexp_split_to_array(lower(trim(typed)), '\s+');
  patterns text[];
  longest text;
begin
  if reach = '{}' or trim(typed) = '' then return; end if;
  -- Two letters are the beginning of a word; three may stand anywhere in it, which is what trigrams can find.
  patterns := array(select case when length(w) < 3 then '' else '%' end || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'
    from unnest(words) as w);
  select p into longest from unnest(patterns) as p order by length(p) desc limit 1;
  return query
    with candidates as materialized (
      (select c.id, c.name as shown from customers c
        where c.name ilike longest and c.name ilike all (patterns)
          and c.organisation_id = organisation and c.merged_into_id is null limit 500)
      union all
      (select i.customer_id, i.value from identities i
        where i.value ilike longest and i.value ilike all (patterns) and i.kind <> 'chat'
          and i.organisation_id = organisation limit 500)),
    best as (
      select distinct on (k.id) k.id, k.shown, similarity(k.shown, typed) as likeness,
        lower(k.shown) like words[1] || '%' as is_beginning
      from candidates k where reach is null
        or exists (select from conversations v where v.customer_id = k.id and v.inbox_id = any (reach))
      order by k.id, likeness desc)
    select b.id, b.shown from best b order by b.is_beginning desc, b.likeness desc, b.id desc limit most;
end $function$
;

CREATE OR REPLACE FUNCTION public.search_messages(wanted tsquery, reach text[], before_at timestamp with time zone, before_seq bigint, most integer)
 RETURNS TABLE(id text, seq bigint, at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
 SET max_parallel_workers_per_gather TO '0'
AS $function$
declare
  organisation constant text := current_organisation();
  narrowed tsquery := wanted;
  found_so_far integer := 0;
  page_rows integer;
  floor_at timestamptz := coalesce(before_at, 'infinity');
  floor_seq bigint := coalesce(before_seq, 9223372036854775807);
  next_at timestamptz;
  next_seq bigint;
  span integer;
  hit_count integer;
begin
  if numnode(wanted) = 0 or reach = '{}' then return; end if;
  if reach is not null then
    narrowed := wanted && (select string_agg(quote_literal(inbox_lexeme(each)), ' | ') from unnest(reach) as each)::tsquery;
  end if;
  foreach span in array array[2000, 30000] loop
    if span = 30000 then
      -- The organisation and the place are asked of the hits, not of the index, so that only messages_search fits.
      select count(*) into hit_count from (select from messages m where m.search @@ narrowed limit 3001) as counted;
      exit when hit_count <= 3000;
    end if;
    return query
      select r.id, r.seq, r.created_at from (
        select m.id, m.seq, m.created_at, m.organisation_id, m.inbox_id, m.state, m.search from messages m
        where (m.created_at, m.seq) < (floor_at, floor_seq) order by m.created_at desc, m.seq desc limit span) as r
      where r.organisation_id = organisation and (reach is null or r.inbox_id = any (reach))
        and r.state <> 'withdrawn' and r.search @@ wanted
      order by r.created_at desc, r.seq desc limit most - found_so_far;
    get diagnostics page_rows = row_count;
    found_so_far := found_so_far + page_rows;
    if found_so_far >= most then return; end if;
    select m.created_at, m.seq into next_at, next_seq from messages m
      where (m.created_at, m.seq) < (floor_at, floor_seq) order by m.created_at desc, m.seq desc offset span - 1 limit 1;
    if not found then return; end if;
    floor_at := next_at;
    floor_seq := next_seq;
  end loop;
  return query
    with hits as materialized (
      select m.id, m.seq, m.created_at, m.organisation_id, m.inbox_id, m.state from messages m where m.search @@ narrowed)
    select h.id, h.seq, h.created_at from hits h
    where h.organisation_id = organisation and (reach is null or h.inbox_id = any (reach)) and h.state <> 'withdrawn'
      and (h.created_at, h.seq) < (floor_at, floor_seq)
    order by h.created_at desc, h.seq desc limit most - found_so_far;
end $function$
;

CREATE OR REPLACE FUNCTION public.search_query(typed text)
 RETURNS tsquery
 LANGUAGE sql
 STABLE PARALLEL SAFE STRICT
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    select coalesce(string_agg(distinct '(' || query::text || ')', ' | '), '')::tsquery from (values
      (websearch_to_tsquery('simple', typed)), (websearch_to_tsquery('english', typed)),
      (websearch_to_tsquery('dutch', typed)), (websearch_to_tsquery('swedish', typed)),
      (websearch_to_tsquery('italian', typed)), (websearch_to_tsquery('german', typed))) as any_of (query)
    where numnode(query) > 0
  $function$
;

CREATE OR REPLACE FUNCTION public.search_subjects(wanted tsquery, reach text[], most integer)
 RETURNS TABLE(id text, at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
 SET max_parallel_workers_per_gather TO '0'
AS $function$
declare
  organisation constant text := current_organisation();
  hit_count integer;
begin
  if numnode(wanted) = 0 or reach = '{}' then return; end if;
  return query
    select r.id, r.last_at from (
      select c.id, c.last_at, c.inbox_id, c.subject, c.language from conversations c
      where c.organisation_id = organisation order by c.last_at desc, c.id desc limit 300) as r
    where (reach is null or r.inbox_id = any (reach)) and r.subject is not null
      and subject_vector(r.subject, r.language) @@ wanted
    order by r.last_at desc limit most;
  get diagnostics hit_count = row_count;
  if hit_count >= most then return; end if;
  return query
    with hits as materialized (
      select c.id, c.last_at, c.organisation_id, c.inbox_id from conversations c
      where c.subject is not null and subject_vector(c.subject, c.language) @@ wanted limit 3000),
    newest as (
      select c.id from conversations c where c.organisation_id = organisation
      order by c.last_at desc, c.id desc limit 300)
    select h.id, h.last_at from hits h
    where h.organisation_id = organisation and (reach is null or h.inbox_id = any (reach))
      and h.id not in (select n.id from newest n)
    order by h.last_at desc limit most - hit_count;
end $function$
;

CREATE OR REPLACE FUNCTION public.subject_vector(subject text, language text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE language WHEN 'en'::text THEN to_tsvector('english'::regconfig, subject) WHEN 'nl'::text THEN to_tsvector('dutch'::regconfig, subject) WHEN 'sv'::text THEN to_tsvector('swedish'::regconfig, subject) WHEN 'it'::text THEN to_tsvector('italian'::regconfig, subject) WHEN 'de'::text THEN to_tsvector('german'::regconfig, subject) ELSE to_tsvector('simple'::regconfig, subject) END
;

create table auth.accounts (
  id text not null,
  user_id text not null,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table auth.accounts add constraint accounts_pkey PRIMARY KEY (id);
alter table auth.accounts add constraint accounts_provider_id_account_id_key UNIQUE (provider_id, account_id);
alter table auth.accounts add constraint accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
CREATE INDEX accounts_user ON auth.accounts USING btree (user_id);

create table auth.attempts (
  key text not null,
  count integer not null,
  started_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null
);
alter table auth.attempts add constraint attempts_pkey PRIMARY KEY (key);
CREATE INDEX attempts_expiry ON auth.attempts USING btree (expires_at);

create table auth.passkeys (
  id text not null,
  user_id text not null,
  name text,
  public_key text not null,
  credential_id text not null,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamp with time zone default now()
);
alter table auth.passkeys add constraint passkeys_pkey PRIMARY KEY (id);
alter table auth.passkeys add constraint passkeys_credential_id_key UNIQUE (credential_id);
alter table auth.passkeys add constraint passkeys_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
CREATE INDEX passkeys_user ON auth.passkeys USING btree (user_id);

create table auth.sessions (
  id text not null,
  user_id text not null,
  token text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table auth.sessions add constraint sessions_pkey PRIMARY KEY (id);
alter table auth.sessions add constraint sessions_token_key UNIQUE (token);
alter table auth.sessions add constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
CREATE INDEX sessions_expiry ON auth.sessions USING btree (expires_at);
CREATE INDEX sessions_user ON auth.sessions USING btree (user_id);

create table auth.setup_codes (
  code_hash bytea not null,
  created_at timestamp with time zone not null default now()
);
alter table auth.setup_codes add constraint setup_codes_pkey PRIMARY KEY (code_hash);

create table auth.stream_tickets (
  ticket_hash bytea not null,
  session_id text,
  token_id text,
  expires_at timestamp with time zone not null
);
alter table auth.stream_tickets add constraint stream_tickets_pkey PRIMARY KEY (ticket_hash);
alter table auth.stream_tickets add constraint stream_tickets_check CHECK ((num_nonnulls(session_id, token_id) = 1));
alter table auth.stream_tickets add constraint stream_tickets_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE;
alter table auth.stream_tickets add constraint stream_tickets_token_id_fkey FOREIGN KEY (token_id) REFERENCES public.api_tokens(id);

create table auth.two_factors (
  id text not null,
  user_id text not null,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamp with time zone
);
alter table auth.two_factors add constraint two_factors_pkey PRIMARY KEY (id);
alter table auth.two_factors add constraint two_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
CREATE INDEX two_factors_secret ON auth.two_factors USING btree (secret);
CREATE INDEX two_factors_user ON auth.two_factors USING btree (user_id);

create table auth.users (
  id text not null,
  organisation_id text not null,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table auth.users add constraint users_pkey PRIMARY KEY (id);
alter table auth.users add constraint users_email_key UNIQUE (email);
alter table auth.users add constraint users_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);

create table auth.verifications (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
alter table auth.verifications add constraint verifications_pkey PRIMARY KEY (id);
CREATE INDEX verifications_expiry ON auth.verifications USING btree (expires_at);
CREATE INDEX verifications_identifier ON auth.verifications USING btree (identifier);

create table public.api_tokens (
  id text not null,
  organisation_id text not null,
  name text not null,
  secret_hash bytea not null,
  scopes text[] not null,
  inbox_ids text[],
  created_by text,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone
);
alter table public.api_tokens add constraint api_tokens_pkey PRIMARY KEY (id);
alter table public.api_tokens add constraint api_tokens_secret_hash_key UNIQUE (secret_hash);
alter table public.api_tokens add constraint api_tokens_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX api_tokens_organisation ON public.api_tokens USING btree (organisation_id, created_at);
create policy organisation on public.api_tokens for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
create policy sign_in on public.api_tokens for all to amends_auth using (true) with check (true);
alter table public.api_tokens enable row level security;

create table public.arrivals (
  id text not null,
  organisation_id text not null,
  inbox_id text not null,
  received_at timestamp with time zone not null default now(),
  media_type text not null,
  raw bytea not null,
  state text not null,
  reason text,
  attempts integer not null default 0,
  conversation_id text,
  message_id text,
  settled_at timestamp with time zone
);
alter table public.arrivals add constraint arrivals_pkey PRIMARY KEY (id);
alter table public.arrivals add constraint arrivals_state_check CHECK ((state = ANY (ARRAY['received'::text, 'read'::text, 'unreadable'::text, 'duplicate'::text])));
alter table public.arrivals add constraint arrivals_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.arrivals add constraint arrivals_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX arrivals_open ON public.arrivals USING btree (organisation_id, received_at) WHERE (state = ANY (ARRAY['received'::text, 'unreadable'::text]));
create policy organisation on public.arrivals for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.arrivals enable row level security;

create table public.assignments (
  id text not null,
  organisation_id text not null,
  conversation_id text not null,
  member_id text not null,
  assigned_by text not null,
  assigned_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  ended_by text,
  ended_because text
);
alter table public.assignments add constraint assignments_pkey PRIMARY KEY (id);
alter table public.assignments add constraint assignments_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.assignments add constraint assignments_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id);
alter table public.assignments add constraint assignments_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE UNIQUE INDEX assignments_current ON public.assignments USING btree (conversation_id) WHERE (ended_at IS NULL);
create policy organisation on public.assignments for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.assignments enable row level security;

create table public.attachments (
  id text not null,
  organisation_id text not null,
  inbox_id text,
  conversation_id text,
  message_id text,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 bytea not null,
  storage_key text not null,
  width integer,
  height integer,
  uploaded_by text not null,
  created_at timestamp with time zone not null default now()
);
alter table public.attachments add constraint attachments_pkey PRIMARY KEY (id);
alter table public.attachments add constraint attachments_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.attachments add constraint attachments_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX attachments_message ON public.attachments USING btree (message_id);
CREATE INDEX attachments_unbound ON public.attachments USING btree (created_at) WHERE (message_id IS NULL);
create policy organisation on public.attachments for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.attachments enable row level security;

create table public.audit_findings (
  id text not null,
  organisation_id text not null,
  conversation_id text not null,
  inbox_id text not null,
  label text not null,
  message_id text,
  message_ids text[] not null default '{}'::text[],
  confidence real not null,
  figures jsonb not null default '{}'::jsonb,
  found_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  disputed_at timestamp with time zone,
  disputed_by text,
  dispute_reason text
);
alter table public.audit_findings add constraint audit_findings_pkey PRIMARY KEY (id);
alter table public.audit_findings add constraint audit_findings_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision)));
alter table public.audit_findings add constraint audit_findings_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.audit_findings add constraint audit_findings_disputed_by_fkey FOREIGN KEY (disputed_by) REFERENCES public.members(id);
alter table public.audit_findings add constraint audit_findings_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.audit_findings add constraint audit_findings_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE UNIQUE INDEX audit_findings_holding ON public.audit_findings USING btree (conversation_id, label) WHERE (ended_at IS NULL);
CREATE INDEX audit_findings_recent ON public.audit_findings USING btree (organisation_id, found_at DESC);
create policy organisation on public.audit_findings for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.audit_findings enable row level security;

create table public.audit_places (
  organisation_id text not null,
  "position" bigint not null
);
alter table public.audit_places add constraint audit_places_pkey PRIMARY KEY (organisation_id);
alter table public.audit_places add constraint audit_places_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.audit_places for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.audit_places enable row level security;

create table public.audits (
  conversation_id text not null,
  organisation_id text not null,
  inbox_id text not null,
  channel text not null,
  language text,
  opened_at timestamp with time zone not null,
  first_wait_ms bigint,
  answered boolean not null default false,
  failures text[] not null default '{}'::text[],
  harm real not null default 0,
  unjudged text[] not null default '{}'::text[],
  version bigint not null,
  judged_at timestamp with time zone not null,
  look_at timestamp with time zone
);
alter table public.audits add constraint audits_pkey PRIMARY KEY (conversation_id);
alter table public.audits add constraint audits_first_wait_ms_check CHECK ((first_wait_ms >= 0));
alter table public.audits add constraint audits_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.audits add constraint audits_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.audits add constraint audits_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX audits_failed ON public.audits USING btree (organisation_id, harm DESC, conversation_id) WHERE (failures <> '{}'::text[]);
CREATE INDEX audits_look ON public.audits USING btree (look_at) WHERE (look_at IS NOT NULL);
CREATE INDEX audits_opened ON public.audits USING btree (organisation_id, opened_at);
create policy organisation on public.audits for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.audits enable row level security;

create table public.bulk_changes (
  id text not null,
  organisation_id text not null,
  member_id text not null,
  change jsonb not null,
  before jsonb not null,
  at timestamp with time zone not null default now(),
  undone_at timestamp with time zone
);
alter table public.bulk_changes add constraint bulk_changes_pkey PRIMARY KEY (id);
alter table public.bulk_changes add constraint bulk_changes_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id);
alter table public.bulk_changes add constraint bulk_changes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.bulk_changes for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.bulk_changes enable row level security;

create table public.conversations (
  id text not null,
  organisation_id text not null,
  inbox_id text not null,
  customer_id text not null,
  channel text not null,
  key text,
  subject text,
  language text,
  status text not null default 'open'::text,
  priority text not null default 'normal'::text,
  assignee_id text,
  tags text[] not null default '{}'::text[],
  unanswered integer not null default 0,
  waiting_since timestamp with time zone,
  due_at timestamp with time zone,
  snoozed_until timestamp with time zone,
  returned text,
  resolved_at timestamp with time zone,
  resolution_reason text,
  last_at timestamp with time zone not null,
  last_message_id text,
  last_kind text,
  last_author jsonb,
  last_preview text not null default ''::text,
  mentioned text[] not null default '{}'::text[],
  version bigint not null default 1,
  content_version bigint not null default 1,
  customer_read_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  failures text[] not null default '{}'::text[]
);
alter table public.conversations add constraint conversations_pkey PRIMARY KEY (id);
alter table public.conversations add constraint conversations_priority_check CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text])));
alter table public.conversations add constraint conversations_status_check CHECK ((status = ANY (ARRAY['open'::text, 'snoozed'::text, 'resolved'::text])));
alter table public.conversations add constraint conversations_unanswered_check CHECK ((unanswered >= 0));
alter table public.conversations add constraint resolved_has_a_time CHECK (((status = 'resolved'::text) = (resolved_at IS NOT NULL)));
alter table public.conversations add constraint snoozed_has_an_end CHECK (((status = 'snoozed'::text) = (snoozed_until IS NOT NULL)));
alter table public.conversations add constraint unanswered_needs_reason CHECK (((status <> 'resolved'::text) OR (waiting_since IS NULL) OR (length(TRIM(BOTH FROM COALESCE(resolution_reason, ''::text))) >= 3)));
alter table public.conversations add constraint waiting_is_due CHECK ((((waiting_since IS NULL) = (due_at IS NULL)) AND ((waiting_since IS NULL) = (unanswered = 0))));
alter table public.conversations add constraint conversations_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES public.members(id);
alter table public.conversations add constraint conversations_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);
alter table public.conversations add constraint conversations_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.conversations add constraint conversations_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX conversations_activity ON public.conversations USING btree (organisation_id, last_at DESC, id DESC);
CREATE INDEX conversations_assignee ON public.conversations USING btree (organisation_id, assignee_id, last_at DESC) WHERE (status <> 'resolved'::text);
CREATE INDEX conversations_customer ON public.conversations USING btree (customer_id, last_at DESC);
CREATE INDEX conversations_due ON public.conversations USING btree (organisation_id, due_at, id) WHERE ((status = 'open'::text) AND (waiting_since IS NOT NULL));
CREATE INDEX conversations_failures ON public.conversations USING gin (failures) WHERE (failures <> '{}'::text[]);
CREATE INDEX conversations_inbox ON public.conversations USING btree (organisation_id, inbox_id, last_at DESC, id DESC);
CREATE UNIQUE INDEX conversations_key ON public.conversations USING btree (inbox_id, key) WHERE (key IS NOT NULL);
CREATE INDEX conversations_mentioned ON public.conversations USING gin (mentioned) WHERE (mentioned <> '{}'::text[]);
CREATE INDEX conversations_open ON public.conversations USING btree (organisation_id, last_at DESC, id DESC) WHERE (status <> 'resolved'::text);
CREATE INDEX conversations_snoozed ON public.conversations USING btree (snoozed_until) WHERE (status = 'snoozed'::text);
CREATE INDEX conversations_subject ON public.conversations USING gin (public.subject_vector(subject, language)) WITH (gin_pending_list_limit='256') WHERE (subject IS NOT NULL);
create policy organisation on public.conversations for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.conversations enable row level security;

create table public.customer_merges (
  id text not null,
  organisation_id text not null,
  kept_id text not null,
  merged_id text not null,
  moved jsonb not null,
  merged_by text not null,
  merged_at timestamp with time zone not null default now(),
  undone_by text,
  undone_at timestamp with time zone
);
alter table public.customer_merges add constraint customer_merges_pkey PRIMARY KEY (id);
alter table public.customer_merges add constraint customer_merges_kept_id_fkey FOREIGN KEY (kept_id) REFERENCES public.customers(id);
alter table public.customer_merges add constraint customer_merges_merged_id_fkey FOREIGN KEY (merged_id) REFERENCES public.customers(id);
alter table public.customer_merges add constraint customer_merges_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX customer_merges_kept ON public.customer_merges USING btree (kept_id) WHERE (undone_at IS NULL);
create policy organisation on public.customer_merges for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.customer_merges enable row level security;

create table public.customers (
  id text not null,
  organisation_id text not null,
  name text,
  language text,
  time_zone text,
  place text,
  note text,
  merged_into_id text,
  created_at timestamp with time zone not null default now()
);
alter table public.customers add constraint customers_pkey PRIMARY KEY (id);
alter table public.customers add constraint customers_merged_into_id_fkey FOREIGN KEY (merged_into_id) REFERENCES public.customers(id);
alter table public.customers add constraint customers_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX customers_name ON public.customers USING gin (name public.gin_trgm_ops);
CREATE INDEX customers_recent ON public.customers USING btree (organisation_id, created_at DESC);
create policy organisation on public.customers for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.customers enable row level security;

create table public.drafts (
  organisation_id text not null,
  conversation_id text not null,
  member_id text not null,
  kind text not null,
  text text not null,
  updated_at timestamp with time zone not null default now()
);
alter table public.drafts add constraint drafts_pkey PRIMARY KEY (conversation_id, member_id, kind);
alter table public.drafts add constraint drafts_kind_check CHECK ((kind = ANY (ARRAY['reply'::text, 'note'::text])));
alter table public.drafts add constraint drafts_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.drafts add constraint drafts_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id);
alter table public.drafts add constraint drafts_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.drafts for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.drafts enable row level security;

create table public.findings (
  id text not null,
  organisation_id text not null,
  inbox_id text,
  conversation_id text,
  message_id text,
  saved_reply_id text,
  member_id text,
  label text not null,
  span_start integer,
  span_end integer,
  confidence real not null,
  blocks boolean not null,
  suggestion_taken boolean,
  override_reason text,
  disputed_at timestamp with time zone,
  dispute_reason text,
  created_at timestamp with time zone not null default now(),
  judge text not null default 'guard'::text
);
alter table public.findings add constraint findings_pkey PRIMARY KEY (id);
alter table public.findings add constraint blocked_needs_reason CHECK (((NOT blocks) OR (length(TRIM(BOTH FROM COALESCE(override_reason, ''::text))) >= 3)));
alter table public.findings add constraint findings_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision)));
alter table public.findings add constraint findings_judge_check CHECK ((judge = ANY (ARRAY['guard'::text, 'model'::text])));
alter table public.findings add constraint found_in_one_thing CHECK (((message_id IS NULL) <> (saved_reply_id IS NULL)));
alter table public.findings add constraint model_advises CHECK (((judge = 'guard'::text) OR ((NOT blocks) AND (message_id IS NOT NULL))));
alter table public.findings add constraint findings_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.findings add constraint findings_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.findings add constraint findings_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id);
alter table public.findings add constraint findings_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE UNIQUE INDEX findings_by_model ON public.findings USING btree (message_id, label) WHERE (judge = 'model'::text);
CREATE INDEX findings_disputed ON public.findings USING btree (organisation_id, inbox_id, label) WHERE (disputed_at IS NOT NULL);
CREATE INDEX findings_member ON public.findings USING btree (organisation_id, member_id, id DESC);
CREATE INDEX findings_message ON public.findings USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX findings_recent ON public.findings USING btree (organisation_id, created_at DESC);
create policy organisation on public.findings for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.findings enable row level security;

create table public.idempotency_keys (
  organisation_id text not null,
  actor_id text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  response jsonb,
  created_at timestamp with time zone not null default now(),
  done_at timestamp with time zone
);
alter table public.idempotency_keys add constraint idempotency_keys_pkey PRIMARY KEY (organisation_id, actor_id, key);
alter table public.idempotency_keys add constraint idempotency_keys_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX idempotency_keys_age ON public.idempotency_keys USING btree (created_at);
create policy organisation on public.idempotency_keys for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.idempotency_keys enable row level security;

create table public.identities (
  id text not null,
  organisation_id text not null,
  customer_id text not null,
  kind text not null,
  scope text not null default ''::text,
  value text not null,
  verified_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  phone_end text generated always as (
CASE
    WHEN (kind = 'phone'::text) THEN "right"(regexp_replace(value, '\D'::text, ''::text, 'g'::text), 8)
    ELSE NULL::text
END) stored
);
alter table public.identities add constraint identities_pkey PRIMARY KEY (id);
alter table public.identities add constraint identities_organisation_id_kind_scope_value_key UNIQUE (organisation_id, kind, scope, value);
alter table public.identities add constraint identities_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'phone'::text, 'handle'::text, 'external'::text, 'chat'::text])));
alter table public.identities add constraint identities_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);
alter table public.identities add constraint identities_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX identities_customer ON public.identities USING btree (customer_id);
CREATE INDEX identities_exact ON public.identities USING btree (organisation_id, value) WHERE (kind = ANY (ARRAY['email'::text, 'external'::text, 'handle'::text]));
CREATE INDEX identities_phone_end ON public.identities USING btree (organisation_id, phone_end) WHERE (phone_end IS NOT NULL);
CREATE INDEX identities_value ON public.identities USING gin (value public.gin_trgm_ops);
create policy organisation on public.identities for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.identities enable row level security;

create table public.inbox_guards (
  inbox_id text not null,
  organisation_id text not null,
  strictness text not null default 'calm'::text,
  doubted text[] not null default '{}'::text[],
  changed_at timestamp with time zone not null default now()
);
alter table public.inbox_guards add constraint inbox_guards_pkey PRIMARY KEY (inbox_id);
alter table public.inbox_guards add constraint inbox_guards_strictness_check CHECK ((strictness = ANY (ARRAY['strict'::text, 'calm'::text, 'blocks_only'::text])));
alter table public.inbox_guards add constraint inbox_guards_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.inbox_guards add constraint inbox_guards_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.inbox_guards for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.inbox_guards enable row level security;

create table public.inbox_members (
  organisation_id text not null,
  inbox_id text not null,
  member_id text not null,
  since timestamp with time zone not null default now()
);
alter table public.inbox_members add constraint inbox_members_pkey PRIMARY KEY (inbox_id, member_id);
alter table public.inbox_members add constraint inbox_members_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.inbox_members add constraint inbox_members_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id);
alter table public.inbox_members add constraint inbox_members_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX inbox_members_member ON public.inbox_members USING btree (member_id);
create policy organisation on public.inbox_members for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
create policy sign_in on public.inbox_members for select to amends_auth using (true);
alter table public.inbox_members enable row level security;

create table public.inboxes (
  id text not null,
  organisation_id text not null,
  name text not null,
  kind text not null,
  locale text not null default 'en'::text,
  time_zone text not null default 'UTC'::text,
  response_target_ms bigint not null,
  settings jsonb not null default '{}'::jsonb,
  secrets jsonb not null default '{}'::jsonb,
  archived_at timestamp with time zone,
  created_at timestamp with time zone not null default now()
);
alter table public.inboxes add constraint inboxes_pkey PRIMARY KEY (id);
alter table public.inboxes add constraint inboxes_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120)));
alter table public.inboxes add constraint inboxes_response_target_ms_check CHECK ((response_target_ms > 0));
alter table public.inboxes add constraint inboxes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX inboxes_organisation ON public.inboxes USING btree (organisation_id);
create policy organisation on public.inboxes for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.inboxes enable row level security;

create table public.invitations (
  id text not null,
  organisation_id text not null,
  member_id text not null,
  code_hash bytea not null,
  created_by text,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone
);
alter table public.invitations add constraint invitations_pkey PRIMARY KEY (id);
alter table public.invitations add constraint invitations_code_hash_key UNIQUE (code_hash);
alter table public.invitations add constraint invitations_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.members(id);
alter table public.invitations add constraint invitations_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX invitations_member ON public.invitations USING btree (member_id);
create policy organisation on public.invitations for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
create policy sign_in on public.invitations for all to amends_auth using (true) with check (true);
alter table public.invitations enable row level security;

create table public.journal (
  seq bigint not null generated always as identity,
  "position" bigint,
  organisation_id text not null,
  type text not null,
  at timestamp with time zone not null default now(),
  actor_kind text not null,
  actor_id text,
  inbox_id text,
  conversation_id text,
  customer_id text,
  message_id text,
  data jsonb not null default '{}'::jsonb
);
alter table public.journal add constraint journal_pkey PRIMARY KEY (seq);
alter table public.journal add constraint journal_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX journal_conversation ON public.journal USING btree (conversation_id, seq) WHERE (conversation_id IS NOT NULL);
CREATE UNIQUE INDEX journal_position ON public.journal USING btree ("position") WHERE ("position" IS NOT NULL);
CREATE INDEX journal_unpublished ON public.journal USING btree (seq) WHERE ("position" IS NULL);
CREATE TRIGGER journal_no_change BEFORE UPDATE OF seq, organisation_id, type, at, actor_kind, actor_id, inbox_id, conversation_id, customer_id, message_id, data ON public.journal FOR EACH ROW EXECUTE FUNCTION public.journal_is_append_only();
CREATE TRIGGER journal_no_removal BEFORE DELETE ON public.journal FOR EACH ROW EXECUTE FUNCTION public.journal_is_append_only();
create policy organisation on public.journal for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
create policy sign_in on public.journal for insert to amends_auth with check (true);
alter table public.journal enable row level security;

create table public.mail_acknowledgements (
  message_id text not null,
  organisation_id text not null,
  address text not null,
  created_at timestamp with time zone not null default now()
);
alter table public.mail_acknowledgements add constraint mail_acknowledgements_pkey PRIMARY KEY (message_id);
alter table public.mail_acknowledgements add constraint mail_acknowledgements_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.messages(id);
alter table public.mail_acknowledgements add constraint mail_acknowledgements_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX mail_acknowledgements_address ON public.mail_acknowledgements USING btree (organisation_id, address, created_at);
create policy organisation on public.mail_acknowledgements for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mail_acknowledgements enable row level security;

create table public.mail_copies (
  message_id text not null,
  organisation_id text not null,
  conversation_id text not null,
  direction text not null,
  rfc_id text,
  in_reply_to text[] not null default '{}'::text[],
  reference_ids text[] not null default '{}'::text[],
  from_address text not null default ''::text,
  from_name text not null default ''::text,
  recipients jsonb not null default '{"cc": [], "to": [], "bcc": []}'::jsonb,
  subject text not null default ''::text,
  html text,
  quoted text not null default ''::text,
  signature text not null default ''::text,
  kind text not null default 'person'::text,
  authentication jsonb,
  remarks jsonb not null default '[]'::jsonb
);
alter table public.mail_copies add constraint mail_copies_pkey PRIMARY KEY (message_id);
alter table public.mail_copies add constraint mail_copies_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text])));
alter table public.mail_copies add constraint mail_copies_rfc_id_check CHECK ((length(rfc_id) <= 1000));
alter table public.mail_copies add constraint mail_copies_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.mail_copies add constraint mail_copies_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.messages(id);
alter table public.mail_copies add constraint mail_copies_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX mail_copies_conversation ON public.mail_copies USING btree (conversation_id);
CREATE INDEX mail_copies_rfc ON public.mail_copies USING btree (organisation_id, rfc_id) WHERE (rfc_id IS NOT NULL);
create policy organisation on public.mail_copies for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mail_copies enable row level security;

create table public.mail_people (
  conversation_id text not null,
  address text not null,
  organisation_id text not null,
  name text not null default ''::text,
  came_as text not null,
  state text not null default 'asks'::text,
  decided_by text,
  decided_at timestamp with time zone,
  created_at timestamp with time zone not null default now()
);
alter table public.mail_people add constraint mail_people_pkey PRIMARY KEY (conversation_id, address);
alter table public.mail_people add constraint mail_people_address_check CHECK (((length(address) >= 3) AND (length(address) <= 320)));
alter table public.mail_people add constraint mail_people_came_as_check CHECK ((came_as = ANY (ARRAY['sender'::text, 'copied'::text])));
alter table public.mail_people add constraint mail_people_state_check CHECK ((state = ANY (ARRAY['asks'::text, 'accepted'::text, 'declined'::text])));
alter table public.mail_people add constraint mail_people_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.mail_people add constraint mail_people_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.mail_people for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mail_people enable row level security;

create table public.mail_sendings (
  message_id text not null,
  organisation_id text not null,
  conversation_id text not null,
  inbox_id text not null,
  rfc_id text not null,
  is_automatic boolean not null default false,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_at timestamp with time zone not null default now(),
  begun_at timestamp with time zone,
  handed_over_at timestamp with time zone,
  perhaps_twice boolean not null default false,
  answer text,
  reason text
);
alter table public.mail_sendings add constraint mail_sendings_pkey PRIMARY KEY (message_id);
alter table public.mail_sendings add constraint mail_sendings_rfc_id_key UNIQUE (rfc_id);
alter table public.mail_sendings add constraint mail_sendings_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'handing_over'::text, 'handed_over'::text, 'delivered'::text, 'bounced'::text, 'refused'::text, 'unsure'::text, 'given_up'::text])));
alter table public.mail_sendings add constraint mail_sendings_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.mail_sendings add constraint mail_sendings_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.mail_sendings add constraint mail_sendings_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.messages(id);
alter table public.mail_sendings add constraint mail_sendings_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX mail_sendings_conversation ON public.mail_sendings USING btree (conversation_id);
CREATE INDEX mail_sendings_waiting ON public.mail_sendings USING btree (next_at) WHERE (state = ANY (ARRAY['waiting'::text, 'handing_over'::text, 'unsure'::text]));
create policy organisation on public.mail_sendings for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mail_sendings enable row level security;

create table public.mail_submissions (
  inbox_id text not null,
  organisation_id text not null,
  from_name text not null default ''::text,
  host text not null,
  port integer not null,
  tls text not null,
  login text,
  sealed_credentials text,
  state text not null default 'ready'::text,
  state_since timestamp with time zone not null default now(),
  detail text,
  changed_at timestamp with time zone not null default now()
);
alter table public.mail_submissions add constraint mail_submissions_pkey PRIMARY KEY (inbox_id);
alter table public.mail_submissions add constraint mail_submissions_from_name_check CHECK ((length(from_name) <= 200));
alter table public.mail_submissions add constraint mail_submissions_host_check CHECK (((length(host) >= 1) AND (length(host) <= 253)));
alter table public.mail_submissions add constraint mail_submissions_login_check CHECK ((length(login) <= 320));
alter table public.mail_submissions add constraint mail_submissions_port_check CHECK (((port >= 1) AND (port <= 65535)));
alter table public.mail_submissions add constraint mail_submissions_state_check CHECK ((state = ANY (ARRAY['ready'::text, 'wrong_password'::text, 'token_expired'::text, 'unreachable'::text, 'refused'::text])));
alter table public.mail_submissions add constraint mail_submissions_tls_check CHECK ((tls = ANY (ARRAY['tls'::text, 'starttls'::text, 'none'::text])));
alter table public.mail_submissions add constraint mail_submissions_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.mail_submissions add constraint mail_submissions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX mail_submissions_organisation ON public.mail_submissions USING btree (organisation_id);
create policy organisation on public.mail_submissions for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mail_submissions enable row level security;

create table public.mail_threads (
  conversation_id text not null,
  organisation_id text not null,
  inbox_id text not null,
  token text not null,
  subject text not null default ''::text,
  created_at timestamp with time zone not null default now()
);
alter table public.mail_threads add constraint mail_threads_pkey PRIMARY KEY (conversation_id);
alter table public.mail_threads add constraint mail_threads_token_key UNIQUE (token);
alter table public.mail_threads add constraint mail_threads_subject_check CHECK ((length(subject) <= 1000));
alter table public.mail_threads add constraint mail_threads_token_check CHECK ((length(token) = 26));
alter table public.mail_threads add constraint mail_threads_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.mail_threads add constraint mail_threads_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.mail_threads add constraint mail_threads_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.mail_threads for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mail_threads enable row level security;

create table public.mailbox_mails (
  mailbox_id text not null,
  folder text not null,
  uid_validity bigint not null,
  uid bigint not null,
  organisation_id text not null,
  message_id text,
  size bigint,
  internal_date timestamp with time zone,
  raw_hash bytea,
  state text not null default 'seen_on_server'::text,
  arrival_id text,
  reason text,
  attempts integer not null default 0,
  tried_at timestamp with time zone,
  seen_at timestamp with time zone not null default now(),
  stored_at timestamp with time zone,
  marked_at timestamp with time zone,
  missing_since timestamp with time zone
);
alter table public.mailbox_mails add constraint mailbox_mails_pkey PRIMARY KEY (mailbox_id, folder, uid_validity, uid);
alter table public.mailbox_mails add constraint mailbox_mails_check CHECK (((state <> ALL (ARRAY['stored'::text, 'read'::text, 'too_large'::text])) OR (arrival_id IS NOT NULL)));
alter table public.mailbox_mails add constraint mailbox_mails_state_check CHECK ((state = ANY (ARRAY['seen_on_server'::text, 'stored'::text, 'read'::text, 'unreadable'::text, 'too_large'::text, 'gone'::text])));
alter table public.mailbox_mails add constraint mailbox_mails_arrival_id_fkey FOREIGN KEY (arrival_id) REFERENCES public.arrivals(id);
alter table public.mailbox_mails add constraint mailbox_mails_mailbox_id_fkey FOREIGN KEY (mailbox_id) REFERENCES public.mailboxes(id);
alter table public.mailbox_mails add constraint mailbox_mails_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX mailbox_mails_arrival ON public.mailbox_mails USING btree (arrival_id) WHERE (arrival_id IS NOT NULL);
CREATE INDEX mailbox_mails_missing ON public.mailbox_mails USING btree (mailbox_id, size) WHERE (missing_since IS NOT NULL);
CREATE INDEX mailbox_mails_waiting ON public.mailbox_mails USING btree (mailbox_id, uid) WHERE (state = 'seen_on_server'::text);
create policy organisation on public.mailbox_mails for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mailbox_mails enable row level security;

create table public.mailboxes (
  id text not null,
  organisation_id text not null,
  inbox_id text not null,
  address text not null,
  imap_host text not null,
  imap_port integer not null,
  imap_tls text not null,
  imap_user text not null,
  sealed_credentials text not null,
  folder text not null default 'INBOX'::text,
  marks boolean not null default true,
  state text not null default 'connecting'::text,
  state_since timestamp with time zone not null default now(),
  detail text,
  last_seen_at timestamp with time zone,
  try_at timestamp with time zone,
  version integer not null default 1,
  lease_holder text,
  lease_until timestamp with time zone,
  renumbered integer not null default 0,
  renumbered_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  changed_at timestamp with time zone not null default now()
);
alter table public.mailboxes add constraint mailboxes_pkey PRIMARY KEY (id);
alter table public.mailboxes add constraint mailboxes_inbox_id_key UNIQUE (inbox_id);
alter table public.mailboxes add constraint mailboxes_address_check CHECK (((length(address) >= 3) AND (length(address) <= 320)));
alter table public.mailboxes add constraint mailboxes_folder_check CHECK (((length(folder) >= 1) AND (length(folder) <= 500)));
alter table public.mailboxes add constraint mailboxes_imap_host_check CHECK (((length(imap_host) >= 1) AND (length(imap_host) <= 253)));
alter table public.mailboxes add constraint mailboxes_imap_port_check CHECK (((imap_port >= 1) AND (imap_port <= 65535)));
alter table public.mailboxes add constraint mailboxes_imap_tls_check CHECK ((imap_tls = ANY (ARRAY['tls'::text, 'starttls'::text, 'none'::text])));
alter table public.mailboxes add constraint mailboxes_imap_user_check CHECK (((length(imap_user) >= 1) AND (length(imap_user) <= 320)));
alter table public.mailboxes add constraint mailboxes_state_check CHECK ((state = ANY (ARRAY['connecting'::text, 'watching'::text, 'catching_up'::text, 'wrong_password'::text, 'token_expired'::text, 'unreachable'::text, 'refused'::text, 'paused'::text])));
alter table public.mailboxes add constraint mailboxes_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.mailboxes add constraint mailboxes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX mailboxes_organisation ON public.mailboxes USING btree (organisation_id);
create policy organisation on public.mailboxes for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.mailboxes enable row level security;

create table public.members (
  id text not null,
  organisation_id text not null,
  user_id text,
  name text not null,
  email text not null,
  role text not null,
  languages text[] not null default '{}'::text[],
  time_zone text not null default 'UTC'::text,
  preferences jsonb not null default '{}'::jsonb,
  disabled_at timestamp with time zone,
  disabled_by text,
  last_seen_at timestamp with time zone,
  created_at timestamp with time zone not null default now()
);
alter table public.members add constraint members_pkey PRIMARY KEY (id);
alter table public.members add constraint members_organisation_id_email_key UNIQUE (organisation_id, email);
alter table public.members add constraint members_user_id_key UNIQUE (user_id);
alter table public.members add constraint members_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
alter table public.members add constraint members_role_check CHECK ((role = ANY (ARRAY['agent'::text, 'supervisor'::text, 'administrator'::text])));
alter table public.members add constraint members_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX members_organisation ON public.members USING btree (organisation_id, created_at);
create policy organisation on public.members for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
create policy sign_in on public.members for all to amends_auth using (true) with check (true);
alter table public.members enable row level security;

create table public.messages (
  id text not null,
  organisation_id text not null,
  seq bigint not null generated always as identity,
  conversation_id text not null,
  inbox_id text not null,
  kind text not null,
  author_kind text not null,
  author_id text,
  author_name text,
  version bigint not null default 0,
  text text not null default ''::text,
  event jsonb,
  language text,
  state text not null,
  release_at timestamp with time zone,
  failure text,
  override_reason text,
  resolve_on_send jsonb,
  client_id text,
  external_id text,
  arrival_id text,
  mentions text[] not null default '{}'::text[],
  attachments text[] not null default '{}'::text[],
  sent_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  search tsvector generated always as (
CASE
    WHEN (text = ''::text) THEN ''::tsvector
    ELSE (array_to_tsvector(ARRAY[public.inbox_lexeme(inbox_id)]) ||
    CASE language
        WHEN 'en'::text THEN to_tsvector('english'::regconfig, "left"(text, 20000))
        WHEN 'nl'::text THEN to_tsvector('dutch'::regconfig, "left"(text, 20000))
        WHEN 'sv'::text THEN to_tsvector('swedish'::regconfig, "left"(text, 20000))
        WHEN 'it'::text THEN to_tsvector('italian'::regconfig, "left"(text, 20000))
        WHEN 'de'::text THEN to_tsvector('german'::regconfig, "left"(text, 20000))
        ELSE to_tsvector('simple'::regconfig, "left"(text, 20000))
    END)
END) stored
);
alter table public.messages add constraint messages_pkey PRIMARY KEY (id);
alter table public.messages add constraint held_has_an_end CHECK (((state = 'held'::text) = (release_at IS NOT NULL)));
alter table public.messages add constraint messages_author_kind_check CHECK ((author_kind = ANY (ARRAY['customer'::text, 'member'::text, 'bot'::text, 'system'::text, 'token'::text])));
alter table public.messages add constraint messages_kind_check CHECK ((kind = ANY (ARRAY['inbound'::text, 'reply'::text, 'note'::text, 'system'::text])));
alter table public.messages add constraint messages_state_check CHECK ((state = ANY (ARRAY['received'::text, 'held'::text, 'queued'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'failed'::text, 'unknown'::text, 'withdrawn'::text])));
alter table public.messages add constraint notes_stay_inside CHECK (((kind <> ALL (ARRAY['note'::text, 'system'::text, 'inbound'::text])) OR (state = ANY (ARRAY['received'::text, 'withdrawn'::text]))));
alter table public.messages add constraint messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.messages add constraint messages_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE UNIQUE INDEX messages_client ON public.messages USING btree (conversation_id, client_id) WHERE (client_id IS NOT NULL);
CREATE UNIQUE INDEX messages_external ON public.messages USING btree (inbox_id, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX messages_held ON public.messages USING btree (release_at) WHERE (state = 'held'::text);
CREATE INDEX messages_recent ON public.messages USING btree (created_at DESC, seq DESC);
CREATE INDEX messages_search ON public.messages USING gin (search) WITH (gin_pending_list_limit='256');
CREATE INDEX messages_thread ON public.messages USING btree (conversation_id, seq);
CREATE INDEX messages_unsettled ON public.messages USING btree (created_at) WHERE (state = ANY (ARRAY['queued'::text, 'unknown'::text]));
create policy organisation on public.messages for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.messages enable row level security;

create table public.migrations (
  number integer not null,
  name text not null,
  breaks_old_code boolean not null,
  digest text not null,
  begun_at timestamp with time zone not null default now(),
  done_at timestamp with time zone
);
alter table public.migrations add constraint migrations_pkey PRIMARY KEY (number);

create table public.model_connections (
  organisation_id text not null,
  base_url text not null,
  model text not null,
  sealed_key text,
  enabled boolean not null,
  calls_per_minute integer not null default 20,
  minute_at timestamp with time zone,
  minute_calls integer not null default 0,
  judged bigint not null default 0,
  failed bigint not null default 0,
  dropped bigint not null default 0,
  last_failure text,
  last_failed_at timestamp with time zone,
  connected_at timestamp with time zone not null default now(),
  changed_at timestamp with time zone not null default now()
);
alter table public.model_connections add constraint model_connections_pkey PRIMARY KEY (organisation_id);
alter table public.model_connections add constraint model_connections_base_url_check CHECK (((length(base_url) >= 8) AND (length(base_url) <= 500)));
alter table public.model_connections add constraint model_connections_calls_per_minute_check CHECK (((calls_per_minute >= 1) AND (calls_per_minute <= 600)));
alter table public.model_connections add constraint model_connections_model_check CHECK (((length(model) >= 1) AND (length(model) <= 200)));
alter table public.model_connections add constraint model_connections_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.model_connections for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.model_connections enable row level security;

create table public.organisations (
  organisation_id text not null,
  name text not null,
  locale text not null default 'en'::text,
  demo boolean not null default false,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now()
);
alter table public.organisations add constraint organisations_pkey PRIMARY KEY (organisation_id);
alter table public.organisations add constraint organisations_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)));
create policy organisation on public.organisations for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
create policy sign_in on public.organisations for all to amends_auth using (true) with check (true);
alter table public.organisations enable row level security;

create table public.resolutions (
  id text not null,
  organisation_id text not null,
  conversation_id text not null,
  resolved_by jsonb not null,
  resolved_at timestamp with time zone not null default now(),
  reason text,
  solved text,
  reopened_at timestamp with time zone,
  reopened_by text,
  reopened_because text
);
alter table public.resolutions add constraint resolutions_pkey PRIMARY KEY (id);
alter table public.resolutions add constraint resolutions_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.resolutions add constraint resolutions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE UNIQUE INDEX resolutions_current ON public.resolutions USING btree (conversation_id) WHERE (reopened_at IS NULL);
create policy organisation on public.resolutions for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.resolutions enable row level security;

create table public.saved_replies (
  id text not null,
  organisation_id text not null,
  title text not null,
  shortcut text,
  bodies jsonb not null,
  shared boolean not null default true,
  owner_id text not null,
  uses bigint not null default 0,
  updated_at timestamp with time zone not null default now()
);
alter table public.saved_replies add constraint saved_replies_pkey PRIMARY KEY (id);
alter table public.saved_replies add constraint saved_replies_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
alter table public.saved_replies add constraint saved_replies_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.members(id);
CREATE INDEX saved_replies_organisation ON public.saved_replies USING btree (organisation_id, title);
create policy organisation on public.saved_replies for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.saved_replies enable row level security;

create table public.saved_views (
  id text not null,
  organisation_id text not null,
  owner_id text not null,
  name text not null,
  query jsonb not null,
  shared boolean not null default false,
  created_at timestamp with time zone not null default now()
);
alter table public.saved_views add constraint saved_views_pkey PRIMARY KEY (id);
alter table public.saved_views add constraint saved_views_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
alter table public.saved_views add constraint saved_views_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.members(id);
CREATE INDEX saved_views_organisation ON public.saved_views USING btree (organisation_id);
create policy organisation on public.saved_views for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.saved_views enable row level security;

create table public.search_progress (
  organisation_id text not null,
  "position" bigint not null
);
alter table public.search_progress add constraint search_progress_pkey PRIMARY KEY (organisation_id);
alter table public.search_progress add constraint search_progress_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
create policy organisation on public.search_progress for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.search_progress enable row level security;

create table public.search_words (
  organisation_id text not null,
  word text not null
);
alter table public.search_words add constraint search_words_pkey PRIMARY KEY (organisation_id, word);
alter table public.search_words add constraint search_words_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX search_words_near ON public.search_words USING gin (word public.gin_trgm_ops);
create policy organisation on public.search_words for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.search_words enable row level security;

create table public.snoozes (
  id text not null,
  organisation_id text not null,
  conversation_id text not null,
  until timestamp with time zone not null,
  snoozed_by text not null,
  snoozed_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  ended_because text
);
alter table public.snoozes add constraint snoozes_pkey PRIMARY KEY (id);
alter table public.snoozes add constraint snoozes_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.snoozes add constraint snoozes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE UNIQUE INDEX snoozes_current ON public.snoozes USING btree (conversation_id) WHERE (ended_at IS NULL);
create policy organisation on public.snoozes for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.snoozes enable row level security;

create table public.visitor_codes (
  id text not null,
  organisation_id text not null,
  inbox_id text not null,
  email text not null,
  visitor_id text,
  code_hash bytea not null,
  attempts integer not null default 0,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table public.visitor_codes add constraint visitor_codes_pkey PRIMARY KEY (id);
alter table public.visitor_codes add constraint visitor_codes_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.visitor_codes add constraint visitor_codes_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
alter table public.visitor_codes add constraint visitor_codes_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES public.visitors(id);
CREATE INDEX visitor_codes_email ON public.visitor_codes USING btree (inbox_id, email, created_at DESC);
create policy organisation on public.visitor_codes for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.visitor_codes enable row level security;

create table public.visitor_links (
  key_hash bytea not null,
  organisation_id text not null,
  visitor_id text not null,
  proof text not null,
  email text,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone
);
alter table public.visitor_links add constraint visitor_links_pkey PRIMARY KEY (key_hash);
alter table public.visitor_links add constraint visitor_links_proof_check CHECK ((proof = ANY (ARRAY['none'::text, 'signed'::text, 'email'::text, 'link'::text])));
alter table public.visitor_links add constraint visitor_links_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
alter table public.visitor_links add constraint visitor_links_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES public.visitors(id);
CREATE INDEX visitor_links_visitor ON public.visitor_links USING btree (visitor_id);
create policy organisation on public.visitor_links for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.visitor_links enable row level security;

create table public.visitor_sessions (
  id text not null,
  organisation_id text not null,
  visitor_id text not null,
  token_hash bytea not null,
  proof text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone
);
alter table public.visitor_sessions add constraint visitor_sessions_pkey PRIMARY KEY (id);
alter table public.visitor_sessions add constraint visitor_sessions_token_hash_key UNIQUE (token_hash);
alter table public.visitor_sessions add constraint visitor_sessions_proof_check CHECK ((proof = ANY (ARRAY['none'::text, 'signed'::text, 'email'::text, 'link'::text])));
alter table public.visitor_sessions add constraint visitor_sessions_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
alter table public.visitor_sessions add constraint visitor_sessions_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES public.visitors(id);
CREATE INDEX visitor_sessions_expiry ON public.visitor_sessions USING btree (expires_at);
CREATE INDEX visitor_sessions_visitor ON public.visitor_sessions USING btree (visitor_id);
create policy organisation on public.visitor_sessions for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.visitor_sessions enable row level security;

create table public.visitor_talks (
  conversation_id text not null,
  organisation_id text not null,
  visitor_id text not null,
  seen_until timestamp with time zone,
  read_until timestamp with time zone,
  answered boolean,
  judged_at timestamp with time zone,
  mailed_until timestamp with time zone
);
alter table public.visitor_talks add constraint visitor_talks_pkey PRIMARY KEY (conversation_id);
alter table public.visitor_talks add constraint visitor_talks_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.visitor_talks add constraint visitor_talks_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
alter table public.visitor_talks add constraint visitor_talks_visitor_id_fkey FOREIGN KEY (visitor_id) REFERENCES public.visitors(id);
CREATE INDEX visitor_talks_visitor ON public.visitor_talks USING btree (visitor_id);
create policy organisation on public.visitor_talks for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.visitor_talks enable row level security;

create table public.visitor_waits (
  conversation_id text not null,
  since timestamp with time zone not null,
  organisation_id text not null,
  inbox_id text not null,
  answered_at timestamp with time zone not null
);
alter table public.visitor_waits add constraint visitor_waits_pkey PRIMARY KEY (conversation_id, since);
alter table public.visitor_waits add constraint visitor_waits_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);
alter table public.visitor_waits add constraint visitor_waits_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.visitor_waits add constraint visitor_waits_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX visitor_waits_recent ON public.visitor_waits USING btree (inbox_id, answered_at DESC);
create policy organisation on public.visitor_waits for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.visitor_waits enable row level security;

create table public.visitors (
  id text not null,
  organisation_id text not null,
  inbox_id text not null,
  user_id text,
  name text,
  email text,
  email_proven_at timestamp with time zone,
  language text,
  time_zone text,
  talk integer not null default 1,
  created_at timestamp with time zone not null default now()
);
alter table public.visitors add constraint visitors_pkey PRIMARY KEY (id);
alter table public.visitors add constraint visitors_inbox_id_fkey FOREIGN KEY (inbox_id) REFERENCES public.inboxes(id);
alter table public.visitors add constraint visitors_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisations(organisation_id);
CREATE INDEX visitors_email ON public.visitors USING btree (inbox_id, email) WHERE (email IS NOT NULL);
CREATE UNIQUE INDEX visitors_user ON public.visitors USING btree (inbox_id, user_id) WHERE (user_id IS NOT NULL);
create policy organisation on public.visitors for all to amends_app using ((organisation_id = ( SELECT public.current_organisation() AS current_organisation))) with check ((organisation_id = ( SELECT public.current_organisation() AS current_organisation)));
alter table public.visitors enable row level security;

grant delete, insert, select on public.invitations to amends_app;
grant delete, insert, select, update on auth.accounts to amends_auth;
grant delete, insert, select, update on auth.attempts to amends_auth;
grant delete, insert, select, update on auth.passkeys to amends_auth;
grant delete, insert, select, update on auth.sessions to amends_auth;
grant delete, insert, select, update on auth.setup_codes to amends_auth;
grant delete, insert, select, update on auth.stream_tickets to amends_auth;
grant delete, insert, select, update on auth.two_factors to amends_auth;
grant delete, insert, select, update on auth.users to amends_auth;
grant delete, insert, select, update on auth.verifications to amends_auth;
grant delete, insert, select, update on public.api_tokens to amends_app;
grant delete, insert, select, update on public.arrivals to amends_app;
grant delete, insert, select, update on public.assignments to amends_app;
grant delete, insert, select, update on public.attachments to amends_app;
grant delete, insert, select, update on public.bulk_changes to amends_app;
grant delete, insert, select, update on public.conversations to amends_app;
grant delete, insert, select, update on public.customer_merges to amends_app;
grant delete, insert, select, update on public.customers to amends_app;
grant delete, insert, select, update on public.drafts to amends_app;
grant delete, insert, select, update on public.idempotency_keys to amends_app;
grant delete, insert, select, update on public.identities to amends_app;
grant delete, insert, select, update on public.inbox_members to amends_app;
grant delete, insert, select, update on public.inboxes to amends_app;
grant delete, insert, select, update on public.mail_acknowledgements to amends_app;
grant delete, insert, select, update on public.mail_copies to amends_app;
grant delete, insert, select, update on public.mail_people to amends_app;
grant delete, insert, select, update on public.mail_sendings to amends_app;
grant delete, insert, select, update on public.mail_submissions to amends_app;
grant delete, insert, select, update on public.mail_threads to amends_app;
grant delete, insert, select, update on public.mailbox_mails to amends_app;
grant delete, insert, select, update on public.mailboxes to amends_app;
grant delete, insert, select, update on public.members to amends_app;
grant delete, insert, select, update on public.messages to amends_app;
grant delete, insert, select, update on public.model_connections to amends_app;
grant delete, insert, select, update on public.resolutions to amends_app;
grant delete, insert, select, update on public.saved_replies to amends_app;
grant delete, insert, select, update on public.saved_views to amends_app;
grant delete, insert, select, update on public.search_progress to amends_app;
grant delete, insert, select, update on public.search_words to amends_app;
grant delete, insert, select, update on public.snoozes to amends_app;
grant delete, insert, select, update on public.visitor_codes to amends_app;
grant delete, insert, select, update on public.visitor_links to amends_app;
grant delete, insert, select, update on public.visitor_sessions to amends_app;
grant delete, insert, select, update on public.visitor_talks to amends_app;
grant delete, insert, select, update on public.visitor_waits to amends_app;
grant delete, insert, select, update on public.visitors to amends_app;
grant execute on function public.enqueue(text,json,timestamp with time zone,text) to amends_app;
grant execute on function public.gather_words(text[]) to amends_app;
grant execute on function public.near_word(text) to amends_app;
grant execute on function public.number_holders(text[],integer) to amends_app;
grant execute on function public.search_customers(text,text[],integer) to amends_app;
grant execute on function public.search_messages(tsquery,text[],timestamp with time zone,bigint,integer) to amends_app;
grant execute on function public.search_subjects(tsquery,text[],integer) to amends_app;
grant insert on public.journal to amends_auth;
grant insert, select on public.journal to amends_app;
grant insert, select on public.members to amends_auth;
grant insert, select on public.organisations to amends_auth;
grant insert, select, update on public.audit_findings to amends_app;
grant insert, select, update on public.audit_places to amends_app;
grant insert, select, update on public.audits to amends_app;
grant insert, select, update on public.findings to amends_app;
grant insert, select, update on public.inbox_guards to amends_app;
grant select on public.api_tokens to amends_auth;
grant select on public.inbox_members to amends_auth;
grant select on public.invitations to amends_auth;
grant select, update on public.organisations to amends_app;
grant update on public.api_tokens (column last_used_at) to amends_auth;
grant update on public.invitations (column accepted_at) to amends_auth;
grant update on public.members (column name) to amends_auth;
grant update on public.members (column user_id) to amends_auth;
grant usage on schema auth to amends_auth;
grant usage on schema public to amends_app;
grant usage on schema public to amends_auth;
grant usage on schema public to public;
grant usage on sequence public.journal_positions to amends_app;
grant usage on sequence public.journal_seq_seq to amends_app;
grant usage on sequence public.messages_seq_seq to amends_app;
