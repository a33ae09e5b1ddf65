-- old code: yes
-- Sign-in: what better-auth keeps lies in the schema "auth", which requests (amends_app) cannot even name. Only
-- amends_auth reads password hashes, sessions and second factors, and of our own tables only what it needs to know
-- whose session or token it is. Rows in "auth" hang on a user, and a user carries the organisation.

create schema auth;
grant usage on schema auth to amends_auth;

create table auth.users (
  id                 text primary key,
  organisation_id    text not null references organisations,
  name               text not null,
  -- lower case; one address signs into one organisation
  email              text not null unique,
  -- boolean: better-auth's word for an address proven by a mail; we bind nothing to an address
  email_verified     boolean not null default false,
  image              text,
  -- boolean: better-auth's switch; the facts are in two_factors
  two_factor_enabled boolean not null default false,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now()
);

create table auth.sessions (
  id         text primary key,
  user_id    text not null references auth.users on delete cascade,
  token      text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_user on auth.sessions (user_id);
create index sessions_expiry on auth.sessions (expires_at);

-- Ways in: a password (provider "credential"), or an identity at a provider, whose account_id is "issuer subject".
create table auth.accounts (
  id                       text primary key,
  user_id                  text not null references auth.users on delete cascade,
  provider_id              text not null,
  account_id               text not null,
  password                 text,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index accounts_user on auth.accounts (user_id);

-- Things that are proven once and soon: reset links, sign-in states, two-factor attempts. Identifiers are hashed.
create table auth.verifications (
  id         text primary key,
  identifier text not null,
  value      text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_identifier on auth.verifications (identifier);
create index verifications_expiry on auth.verifications (expires_at);

create table auth.two_factors (
  id                        text primary key,
  user_id                   text not null references auth.users on delete cascade,
  secret                    text not null,
  backup_codes              text not null,
  -- boolean: better-auth's; false until the first right code
  verified                  boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until              timestamptz
);
create index two_factors_user on auth.two_factors (user_id);
create index two_factors_secret on auth.two_factors (secret);

create table auth.passkeys (
  id            text primary key,
  user_id       text not null references auth.users on delete cascade,
  name          text,
  public_key    text not null,
  credential_id text not null unique,
  counter       bigint not null,
  device_type   text not null,
  -- boolean: the authenticator's own flag, as WebAuthn reports it
  backed_up     boolean not null,
  transports    text,
  aaguid        text,
  created_at    timestamptz default now()
);
create index passkeys_user on auth.passkeys (user_id);

-- Attempts per key (an account's hash, a peer address, a code) in a window; one statement counts and decides.
create unlogged table auth.attempts (
  key        text primary key,
  count      integer not null,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index attempts_expiry on auth.attempts (expires_at);

-- Codes of the one-time set-up link. Worth nothing once there is a user.
create table auth.setup_codes (
  code_hash  bytea primary key,
  created_at timestamptz not null default now()
);

-- A ticket opens one socket, once, within 30 seconds (S-33).
create unlogged table auth.stream_tickets (
  ticket_hash bytea primary key,
  session_id  text references auth.sessions on delete cascade,
  token_id    text references api_tokens,
  expires_at  timestamptz not null,
  check (num_nonnulls(session_id, token_id) = 1)
);

grant select, insert, update, delete on all tables in schema auth to amends_auth;

-- An invitation lets its bearer become one member, once. Only the code's hash is kept.
create table invitations (
  id              text primary key,
  organisation_id text not null references organisations,
  member_id       text not null references members,
  code_hash       bytea not null unique,
  created_by      text,
  created_at      timestamptz not null default now(),
  expires_at      timestamptz not null,
  accepted_at     timestamptz
);
create index invitations_member on invitations (member_id);
select amends_secure('invitations', 'select, insert, delete');

-- What sign-in may see and do outside its schema. It works before anybody knows the organisation, so its policies
-- do not name one; the grants are narrow instead.
grant usage on schema public to amends_auth;
grant select, insert on organisations to amends_auth;
grant select, insert, update (user_id, name) on members to amends_auth;
grant select on inbox_members to amends_auth;
grant select, update (last_used_at) on api_tokens to amends_auth;
grant select, update (accepted_at) on invitations to amends_auth;
grant insert on journal to amends_auth;
create policy sign_in on organisations to amends_auth using (true) with check (true);
create policy sign_in on members to amends_auth using (true) with check (true);
create policy sign_in on inbox_members for select to amends_auth using (true);
create policy sign_in on api_tokens to amends_auth using (true) with check (true);
create policy sign_in on invitations to amends_auth using (true) with check (true);
create policy sign_in on journal for insert to amends_auth with check (true);

create index api_tokens_organisation on api_tokens (organisation_id, created_at);
create index members_organisation on members (organisation_id, created_at);
