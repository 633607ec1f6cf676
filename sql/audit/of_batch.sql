-- audit/of_batch: what was decided at one stroke, in the order of the comments.
-- $1 batch uuid | $2 limit integer
-- -> id uuid, number bigint, at timestamptz, actor_id uuid, actor_name text, action text, comment_id uuid, account_id uuid
-- -> from_status text, to_status text, revision integer, reason text, note text, undoes uuid, batch uuid, details jsonb | index audit_batch
SELECT id, number, at, actor_id, actor_name, action, comment_id, account_id, from_status, to_status, revision, reason, note, undoes, batch, details
FROM newsroom.audit WHERE batch = $1 ORDER BY comment_id LIMIT $2::integer
