-- old code: yes
-- Search over messages, subjects and customers.
--
-- Row-level security evaluates a policy before any operator that is not leakproof, and @@, % and ilike are not, so
-- amends_app could never use their indexes. These functions run as the owner instead and do themselves what the
-- policy does: current_organisation(), plus the inboxes that the caller may look into (null: all of them).

-- The inbox stands in the vector too, as a lexeme that no parser makes, so that the index itself narrows a common
-- word to few inboxes. It only saves time: what may be seen is decided by the column.
create function inbox_lexeme(inbox text) returns text language sql immutable strict parallel safe
  return chr(1) || inbox;

alter table messages drop column search;
alter table messages add column search tsvector generated always as (
  case when text = '' then ''::tsvector else array_to_tsvector(array[inbox_lexeme(inbox_id)]) ||
    case language
      when 'en' then to_tsvector('english', left(text, 20000))
      when 'nl' then to_tsvector('dutch', left(text, 20000))
      when 'sv' then to_tsvector('swedish', left(text, 20000))
      when 'it' then to_tsvector('italian', left(text, 20000))
      when 'de' then to_tsvector('german', left(text, 20000))
      else to_tsvector('simple', left(text, 20000))
    end
  end) stored;
-- The list of what is not yet in the index is read by every search and written out by an unlucky insert: kept short.
create index messages_search on messages using gin (search) with (gin_pending_list_limit = 256);
create index messages_recent on messages (created_at desc, seq desc);

create function subject_vector(subject text, language text) returns tsvector language sql immutable parallel safe
  return case language
    when 'en' then to_tsvector('english', subject)
    when 'nl' then to_tsvector('dutch', subject)
    when 'sv' then to_tsvector('swedish', subject)
    when 'it' then to_tsvector('italian', subject)
    when 'de' then to_tsvector('german', subject)
    else to_tsvector('simple', subject)
  end;
-- An expression, so that the many conversations without a subject pay nothing when they move.
create index conversations_subject on conversations using gin (subject_vector(subject, language))
  with (gin_pending_list_limit = 256) where subject is not null;

-- What somebody typed, as any of our languages would have stored it.
create function search_query(typed text) returns tsquery language sql stable strict parallel safe
  set search_path = pg_catalog, pg_temp as $$
    select coalesce(string_agg(distinct '(' || query::text || ')', ' | '), '')::tsquery from (values
      (websearch_to_tsquery('simple', typed)), (websearch_to_tsquery('english', typed)),
      (websearch_to_tsquery('dutch', typed)), (websearch_to_tsquery('swedish', typed)),
      (websearch_to_tsquery('italian', typed)), (websearch_to_tsquery('german', typed))) as any_of (query)
    where numnode(query) > 0
  $$;

-- The newest hits first, before a place in that order. Which plan is right depends on how frequent the word is where
-- the caller may look, and the wrong one is a thousand times slower, so each step is bounded:
--   1. walk the newest 2,000 messages: a common word fills the page from there;
--   2. else ask the index for at most 3,000 hits: if that is all there are, sort them;
--   3. else the word is neither rare nor recent enough: walk 30,000 further;
--   4. else (a word that was common long ago) sort all its hits.
create function search_messages(wanted tsquery, reach text[], before_at timestamptz, before_seq bigint, most integer)
  returns table (id text, seq bigint, at timestamptz)
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off
  set jit = off set max_parallel_workers_per_gather = 0 as $$
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
end $$;

-- Conversations by their subject: among the newest 300, else among at most 3,000 hits.
create function search_subjects(wanted tsquery, reach text[], most integer)
  returns table (id text, at timestamptz)
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan set enable_seqscan = off
  set jit = off set max_parallel_workers_per_gather = 0 as $$
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
end $$;

-- Customers by a part of their name or of a way to reach them; whoever has a conversation where the caller may look.
-- At most 500 candidates of each kind are weighed: who types "gmail" has to type more to find the one they mean.
create function search_customers(typed text, reach text[], most integer)
  returns table (id text, matched text)
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
  set jit = off set max_parallel_workers_per_gather = 0 as $$
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
end $$;

-- The words that were used, up to where they have been gathered.
create table search_progress (
  organisation_id text primary key references organisations,
  position        bigint not null
);
select amends_secure('search_progress');

-- The word of the house that is most like one nobody used; null when it is used itself, or nothing is near.
create function near_word(typed text) returns text
  language plpgsql stable security definer
  set search_path = public, pg_temp set plan_cache_mode = force_custom_plan
  set jit = off set max_parallel_workers_per_gather = 0 as $$
declare
  organisation constant text := current_organisation();
begin
  if exists (select from search_words w where w.organisation_id = organisation and w.word = typed) then return null; end if;
  return (select w.word from search_words w where w.organisation_id = organisation and w.word % typed
    order by similarity(w.word, typed) desc, w.word limit 1);
end $$;

-- Adds the words of some texts; digits and what is too short or too long to be mistyped stay out.
create function gather_words(texts text[]) returns bigint
  language sql security definer set search_path = public, pg_temp as $$
    with words as (
      select distinct lexeme from unnest(texts) as one (body), unnest(to_tsvector('simple', left(body, 20000)))
      where lexeme ~ '^[[:alpha:]]{3,30}$'),
    added as (
      insert into search_words (organisation_id, word) select current_organisation(), lexeme from words
      on conflict do nothing returning 1)
    select count(*) from added
  $$;

do $$
declare
  each text;
begin
  foreach each in array array['search_messages(tsquery, text[], timestamptz, bigint, integer)',
    'search_subjects(tsquery, text[], integer)', 'search_customers(text, text[], integer)', 'near_word(text)',
    'gather_words(text[])'] loop
    execute format('revoke all on function %s from public', each);
    execute format('grant execute on function %s to amends_app', each);
  end loop;
end $$;
