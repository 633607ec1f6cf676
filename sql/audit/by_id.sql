-- audit/by_id: one entry.
-- $1 id uuid
-- -> id uuid, number bigint, at timestamptz, actor_id uuid, actor_name text, action text, comment_id uuid, account_id uuid
-- -> from_status text, to_status text, revision integer, reason text, note text, undoes uuid, batch uuid, details jsonb | index audit_pkey
SELECT id, number, at, actor_id, actor_name, action, comment_id, account_id, from_status, to_status, revision, reason, note, undoes, batch, details
FROM newsroom.audit WHERE id = $1
