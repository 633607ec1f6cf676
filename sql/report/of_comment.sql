-- report/of_comment: the reports about a comment, newest first.
-- $1 comment_id uuid | $2 limit integer
-- -> id uuid, comment_id uuid, account_id uuid, reason text, note text, created_at timestamptz, answered_at timestamptz
-- -> name text | index comment_report_once
SELECT r.id, r.comment_id, r.account_id, r.reason, r.note, r.created_at, r.answered_at, w.name
FROM newsroom.comment_report r JOIN newsroom.account w ON w.id = r.account_id
WHERE r.comment_id = $1
ORDER BY r.created_at DESC, r.id DESC
LIMIT $2::integer
