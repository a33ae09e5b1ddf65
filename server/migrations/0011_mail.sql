-- old code: yes
-- E-mail as conversations: what knits mails to a thread, what each message was as a mail, who takes part, and what goes out.

create table mail_threads (
  conversation_id text primary key references conversations,
  organisation_id text not null references organisations,
  inbox_id        text not null references inboxes,
  -- 128 bits in base 32, in the address and the Message-ID of every mail that we send: whoever has it was written to by us
  token           text not null unique check (length(token) = 26),
  subject         text not null default '' check (length(subject) <= 1000),
  created_at      timestamptz not null default now()
);
select amends_secure('mail_threads');

-- What a message was, or is to be, as a mail.
create table mail_copies (
  message_id      text primary key references messages,
  organisation_id text not null references organisations,
  conversation_id text not null references conversations,
  direction       text not null check (direction in ('in', 'out')),
  -- Message-ID without its angle brackets; ids that strangers chose are hints and nothing else
  rfc_id          text check (length(rfc_id) <= 1000),
  in_reply_to     text[] not null default '{}',
  -- oldest first
  reference_ids   text[] not null default '{}',
  from_address    text not null default '',
  from_name       text not null default '',
  -- {"to": [{"name", "address"}], "cc": [...], "bcc": [...]}
  recipients      jsonb not null default '{"to": [], "cc": [], "bcc": []}',
  subject         text not null default '',
  -- as it came: hostile until it is sanitised for showing
  html            text,
  -- what was quoted and the signature, which the message's text leaves out
  quoted          text not null default '',
  signature       text not null default '',
  kind            text not null default 'person',
  -- what our own receiving host said of the sender (mail-kinds.contract.ts, Authentication)
  authentication  jsonb,
  -- what had to be guessed or left out in reading, and signs of spam, for a person
  remarks         jsonb not null default '[]'
);
create index mail_copies_rfc on mail_copies (organisation_id, rfc_id) where rfc_id is not null;
create index mail_copies_conversation on mail_copies (conversation_id);
select amends_secure('mail_copies');

-- Others than the customer who wrote into a thread, or were copied in: they see nothing of ours until a member lets them in.
create table mail_people (
  conversation_id text not null references conversations,
  address         text not null check (length(address) between 3 and 320),
  organisation_id text not null references organisations,
  name            text not null default '',
  came_as         text not null check (came_as in ('sender', 'copied')),
  state           text not null default 'asks' check (state in ('asks', 'accepted', 'declined')),
  decided_by      text,
  decided_at      timestamptz,
  created_at      timestamptz not null default now(),
  primary key (conversation_id, address)
);
select amends_secure('mail_people');

-- Where an inbox's mail goes out.
create table mail_submissions (
  inbox_id           text primary key references inboxes,
  organisation_id    text not null references organisations,
  from_name          text not null default '' check (length(from_name) <= 200),
  host               text not null check (length(host) between 1 and 253),
  port               integer not null check (port between 1 and 65535),
  tls                text not null check (tls in ('tls', 'starttls', 'none')),
  -- "user": null where the server asks for no log-in
  login              text check (length(login) <= 320),
  sealed_credentials text,
  state              text not null default 'ready' check (state in ('ready', 'wrong_password', 'token_expired', 'unreachable', 'refused')),
  state_since        timestamptz not null default now(),
  detail             text,
  changed_at         timestamptz not null default now()
);
create index mail_submissions_organisation on mail_submissions (organisation_id);
select amends_secure('mail_submissions');

-- One row a mail that is to go out. The Message-ID is the same at every attempt.
create table mail_sendings (
  message_id      text primary key references messages,
  organisation_id text not null references organisations,
  conversation_id text not null references conversations,
  inbox_id        text not null references inboxes,
  rfc_id          text not null unique,
  -- boolean: acknowledgements and the like go out at most once; a person's reply at least once
  is_automatic    boolean not null default false,
  state           text not null default 'waiting' check (state in ('waiting', 'handing_over', 'handed_over', 'delivered',
                    'bounced', 'refused', 'unsure', 'given_up')),
  attempts        integer not null default 0,
  next_at         timestamptz not null default now(),
  begun_at        timestamptz,
  handed_over_at  timestamptz,
  -- boolean: the server may have taken it twice, because we were killed before we heard
  perhaps_twice   boolean not null default false,
  -- the server's code and enhanced status, "550 5.1.1": never its words
  answer          text,
  -- of a bounce: bounceReasons of mail-kinds.contract.ts
  reason          text
);
create index mail_sendings_waiting on mail_sendings (next_at) where state in ('waiting', 'handing_over', 'unsure');
create index mail_sendings_conversation on mail_sendings (conversation_id);
select amends_secure('mail_sendings');

-- Whom we acknowledged automatically and when: the caps count these.
create table mail_acknowledgements (
  message_id      text primary key references messages,
  organisation_id text not null references organisations,
  address         text not null,
  created_at      timestamptz not null default now()
);
create index mail_acknowledgements_address on mail_acknowledgements (organisation_id, address, created_at);
select amends_secure('mail_acknowledgements');
