-- report/answer: a decision answers every open report about a comment.
-- $1 comment_id uuid | $2 answered_at timestamptz
-- -> nothing | index comment_report_once
UPDATE newsroom.comment_report SET answered_at = $2 WHERE comment_id = $1 AND answered_at IS NULL
