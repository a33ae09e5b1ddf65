-- old code: yes
-- Visitors of web chat: who they are to us, on which devices, and what they have seen of their talk.

-- One person in front of the widget. Their talk is the conversation whose key is "id␟talk"; both words are ours, so
-- that nothing a visitor or a merge of customers does can lead into somebody else's conversation.
create table visitors (
  id              text primary key,
  organisation_id text not null references organisations,
  inbox_id        text not null references inboxes,
  -- whom the shop's signed word names; null for those known by nothing but a token
  user_id         text,
  name            text,
  -- an address the visitor left: claimed, until it is proven by a code that went there or by the shop's signed word
  email           text,
  email_proven_at timestamptz,
  language        text,
  time_zone       text,
  -- counts up when a talk has lain still so long that the next words begin another
  talk            integer not null default 1,
  created_at      timestamptz not null default now()
);
create unique index visitors_user on visitors (inbox_id, user_id) where user_id is not null;
create index visitors_email on visitors (inbox_id, email) where email is not null;
select amends_secure('visitors');

-- A device. The token itself is kept by the page alone.
create table visitor_sessions (
  id              text primary key,
  organisation_id text not null references organisations,
  visitor_id      text not null references visitors,
  token_hash      bytea not null unique,
  -- how this device showed that it may: nothing, the shop's signed word, a code to the address, or another device's link
  proof           text not null check (proof in ('none', 'signed', 'email', 'link')),
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null,
  -- the conversation was taken over by somebody who proved its address
  revoked_at      timestamptz
);
create index visitor_sessions_visitor on visitor_sessions (visitor_id);
create index visitor_sessions_expiry on visitor_sessions (expires_at);
select amends_secure('visitor_sessions');

-- Codes by mail. Attempts are counted before they are judged; a row without a visitor is a code nobody was sent.
create table visitor_codes (
  id              text primary key,
  organisation_id text not null references organisations,
  inbox_id        text not null references inboxes,
  email           text not null,
  visitor_id      text references visitors,
  code_hash       bytea not null,
  attempts        integer not null default 0,
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null,
  used_at         timestamptz
);
create index visitor_codes_email on visitor_codes (inbox_id, email, created_at desc);
select amends_secure('visitor_codes');

-- Links for one use: to the visitor's own other device, or in a mail to an address (which proves it).
create table visitor_links (
  key_hash        bytea primary key,
  organisation_id text not null references organisations,
  visitor_id      text not null references visitors,
  proof           text not null check (proof in ('none', 'signed', 'email', 'link')),
  email           text,
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null,
  used_at         timestamptz
);
create index visitor_links_visitor on visitor_links (visitor_id);
select amends_secure('visitor_links');

-- What both sides have seen of a talk, and whether the visitor says that it is answered.
create table visitor_talks (
  conversation_id text primary key references conversations,
  organisation_id text not null references organisations,
  visitor_id      text not null references visitors,
  -- until when our side has read what the visitor wrote
  seen_until      timestamptz,
  -- until when the visitor has read what we wrote
  read_until      timestamptz,
  -- boolean: the visitor's answer to "is your question answered?"; when, stands beside it
  answered        boolean,
  judged_at       timestamptz,
  -- until when replies have been mailed to a visitor who was not there to read them
  mailed_until    timestamptz
);
create index visitor_talks_visitor on visitor_talks (visitor_id);
select amends_secure('visitor_talks');

-- Real waits, from a visitor's first unanswered words to the first answer of a person: ranges are made of these alone.
create table visitor_waits (
  conversation_id text not null references conversations,
  since           timestamptz not null,
  organisation_id text not null references organisations,
  inbox_id        text not null references inboxes,
  answered_at     timestamptz not null,
  primary key (conversation_id, since)
);
create index visitor_waits_recent on visitor_waits (inbox_id, answered_at desc);
select amends_secure('visitor_waits');
