-- old code: yes
-- Mailboxes that are fetched over IMAP, and the ledger of every mail that was seen in them.

create table mailboxes (
  id                 text primary key,
  organisation_id    text not null references organisations,
  -- whose mail it brings: one mailbox an inbox
  inbox_id           text not null unique references inboxes,
  address            text not null check (length(address) between 3 and 320),
  imap_host          text not null check (length(imap_host) between 1 and 253),
  imap_port          integer not null check (imap_port between 1 and 65535),
  imap_tls           text not null check (imap_tls in ('tls', 'starttls', 'none')),
  imap_user          text not null check (length(imap_user) between 1 and 320),
  -- a password or tokens, sealed with the installation's secret
  sealed_credentials text not null,
  folder             text not null default 'INBOX' check (length(folder) between 1 and 500),
  -- boolean: whether stored mail gets the keyword $Amends at the server, for the shop's other programs
  marks              boolean not null default true,
  state              text not null default 'connecting' check (state in ('connecting', 'watching', 'catching_up',
                       'wrong_password', 'token_expired', 'unreachable', 'refused', 'paused')),
  state_since        timestamptz not null default now(),
  -- a word of ours about the state, never the server's: mailboxes.rules.ts
  detail             text,
  -- when the server last answered
  last_seen_at       timestamptz,
  -- after a refusal, not before; null: at once
  try_at             timestamptz,
  -- counts up when an administrator changes something, so that whoever watches begins anew
  version            integer not null default 1,
  -- which server process watches it, and until when it need not say so again
  lease_holder       text,
  lease_until        timestamptz,
  -- how often the server has numbered its mails anew (UIDVALIDITY), and when it last did
  renumbered         integer not null default 0,
  renumbered_at      timestamptz,
  created_at         timestamptz not null default now(),
  changed_at         timestamptz not null default now()
);
create index mailboxes_organisation on mailboxes (organisation_id);
select amends_secure('mailboxes');

-- One row a mail, under the only name that IMAP promises to keep. What is stored has its arrival in the same commit.
create table mailbox_mails (
  mailbox_id      text not null references mailboxes,
  folder          text not null,
  uid_validity    bigint not null,
  uid             bigint not null,
  organisation_id text not null references organisations,
  -- by these and the hash a mail is recognised when it comes back under another number
  message_id      text,
  size            bigint,
  internal_date   timestamptz,
  raw_hash        bytea,
  state           text not null default 'seen_on_server' check (state in ('seen_on_server', 'stored', 'read', 'unreadable',
                    'too_large', 'gone')),
  arrival_id      text references arrivals,
  reason          text,
  -- tries that came to nothing, and the last of them
  attempts        integer not null default 0,
  tried_at        timestamptz,
  seen_at         timestamptz not null default now(),
  stored_at       timestamptz,
  -- since when it has the keyword at the server
  marked_at       timestamptz,
  -- since when the server does not list it any more
  missing_since   timestamptz,
  primary key (mailbox_id, folder, uid_validity, uid),
  check (state not in ('stored', 'read', 'too_large') or arrival_id is not null)
);
create index mailbox_mails_waiting on mailbox_mails (mailbox_id, uid) where state = 'seen_on_server';
create index mailbox_mails_missing on mailbox_mails (mailbox_id, size) where missing_since is not null;
create index mailbox_mails_arrival on mailbox_mails (arrival_id) where arrival_id is not null;
select amends_secure('mailbox_mails');
