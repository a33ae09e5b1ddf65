-- old code: yes
-- The language model that an organisation connected, and what it found beside the guard.

create table model_connections (
  organisation_id  text primary key references organisations,
  base_url         text not null check (length(base_url) between 8 and 500),
  model            text not null check (length(model) between 1 and 200),
  -- sealed with the installation's secret; null: it asks for none
  sealed_key       text,
  -- boolean: a switch that keeps the rest while it is off
  enabled          boolean not null,
  calls_per_minute integer not null default 20 check (calls_per_minute between 1 and 600),
  -- the minute that is being counted, and what it has seen
  minute_at        timestamptz,
  minute_calls     integer not null default 0,
  -- since it was connected: messages judged, calls that came to nothing, and messages passed over because the minute was full
  judged           bigint not null default 0,
  failed           bigint not null default 0,
  dropped          bigint not null default 0,
  last_failure     text,
  last_failed_at   timestamptz,
  connected_at     timestamptz not null default now(),
  changed_at       timestamptz not null default now()
);
select amends_secure('model_connections');

-- Who found it. The language model judges after a message went out: it advises, and never blocks.
alter table findings
  add column judge text not null default 'guard' check (judge in ('guard', 'model')),
  add constraint model_advises check (judge = 'guard' or (not blocks and message_id is not null));
-- A job that is done twice finds nothing twice.
create unique index findings_by_model on findings (message_id, label) where judge = 'model';
