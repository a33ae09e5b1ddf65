-- old code: yes
-- Set in the very transaction that had the request's effect, so that after a crash between the effect and the stored
-- answer a retry is told that it was done, and does not do it again.
alter table idempotency_keys add column done_at timestamptz;
