-- report/reopen: opens again what a decision has answered.
-- $1 comment_id uuid | $2 decision uuid
-- -> nothing | index comment_report_once
UPDATE newsroom.comment_report SET answered_at = NULL
WHERE comment_id = $1 AND answered_at = (SELECT a.at FROM newsroom.audit a WHERE a.id = $2)
