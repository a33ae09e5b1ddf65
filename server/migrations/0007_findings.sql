-- old code: yes
-- What the guard saw in what went out, how much it says in an inbox, and whose an address or a number is.

create table findings (
  id               text primary key,
  organisation_id  text not null references organisations,
  inbox_id         text references inboxes,
  conversation_id  text references conversations,
  message_id       text,
  saved_reply_id   text,
  -- null: a program wrote it
  member_id        text references members,
  label            text not null,
  -- first character and the one after the last; the words themselves stay with the message, so that erasing it erases them
  span_start       integer,
  span_end         integer,
  confidence       real not null check (confidence between 0 and 1),
  -- boolean: a property of the finding when it was made, not a state
  blocks           boolean not null,
  -- boolean: what the writer's program said; null: it did not say
  suggestion_taken boolean,
  override_reason  text,
  disputed_at      timestamptz,
  dispute_reason   text,
  created_at       timestamptz not null default now(),
  constraint found_in_one_thing check ((message_id is null) <> (saved_reply_id is null)),
  -- F28, F31: what blocks goes out with a stated reason or not at all, whoever asks.
  constraint blocked_needs_reason check (not blocks or length(trim(coalesce(override_reason, ''))) >= 3)
);
create index findings_member on findings (organisation_id, member_id, id desc);
create index findings_recent on findings (organisation_id, created_at desc);
create index findings_disputed on findings (organisation_id, inbox_id, label) where disputed_at is not null;
create index findings_message on findings (message_id) where message_id is not null;
select amends_secure('findings', 'select, insert, update');

-- An inbox without a row has the default.
create table inbox_guards (
  inbox_id        text primary key references inboxes,
  organisation_id text not null references organisations,
  strictness      text not null default 'calm' check (strictness in ('strict', 'calm', 'blocks_only')),
  -- labels that its agents disputed so often that only a very sure guard still advises on them
  doubted         text[] not null default '{}',
  changed_at      timestamptz not null default now()
);
select amends_secure('inbox_guards', 'select, insert, update');

-- Telephone numbers are written in many ways; their ends are the same. A column and not an expression in the index:
-- behind a policy only what cannot leak is looked up by an index.
alter table identities add column phone_end text generated always as
  (case when kind = 'phone' then right(regexp_replace(value, '\D', '', 'g'), 8) end) stored;
create index identities_phone_end on identities (organisation_id, phone_end) where phone_end is not null;
create index identities_exact on identities (organisation_id, value) where kind in ('email', 'external', 'handle');

-- Who spoke of an order's or a contract's number, or was told of it. As the owner, for the reason told in 0005, and
-- bounded: a number that many speak of is nobody's own.
create function number_holders(numbers text[], most integer)
  returns table (number text, customer_id text)
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off
  set jit = off set max_parallel_workers_per_gather = 0 as $$
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
end $$;
revoke all on function number_holders(text[], integer) from public;
grant execute on function number_holders(text[], integer) to amends_app;
