-- audit/page: one page of what was done, newest first, strictly before a number; NULL filters nothing.
-- $1 comment_id uuid | $2 account_id uuid | $3 before bigint, exclusive | $4 limit integer, 1...101
-- -> id uuid, number bigint, at timestamptz, actor_id uuid, actor_name text, action text, comment_id uuid, account_id uuid
-- -> from_status text, to_status text, revision integer, reason text, note text, undoes uuid, batch uuid, details jsonb | index audit_number_key
SELECT id, number, at, actor_id, actor_name, action, comment_id, account_id, from_status, to_status, revision, reason, note, undoes, batch, details
FROM newsroom.audit
WHERE ($1::uuid IS NULL OR comment_id = $1) AND ($2::uuid IS NULL OR account_id = $2) AND number < $3
ORDER BY number DESC
LIMIT $4::integer
