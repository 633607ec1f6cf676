-- audit/last_change: what changed a comment's status last, after a revision.
-- $1 comment_id uuid | $2 revision integer
-- -> id uuid, number bigint, at timestamptz, actor_id uuid, actor_name text, action text, comment_id uuid, account_id uuid
-- -> from_status text, to_status text, revision integer, reason text, note text, undoes uuid, batch uuid, details jsonb | index audit_once_a_revision
SELECT id, number, at, actor_id, actor_name, action, comment_id, account_id, from_status, to_status, revision, reason, note, undoes, batch, details
FROM newsroom.audit WHERE comment_id = $1 AND revision > $2 ORDER BY revision DESC LIMIT 1
