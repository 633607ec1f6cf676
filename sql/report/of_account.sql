-- report/of_account: what an account has reported of a comment.
-- $1 comment_id uuid | $2 account_id uuid
-- -> id uuid, comment_id uuid, account_id uuid, reason text, note text, created_at timestamptz, answered_at timestamptz | index comment_report_once
SELECT r.id, r.comment_id, r.account_id, r.reason, r.note, r.created_at, r.answered_at
FROM newsroom.comment_report r WHERE r.comment_id = $1 AND r.account_id = $2
