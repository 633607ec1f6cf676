-- report/count_known: open reports about a comment by those who are known: staff, trusted readers, and whoever has a visible comment.
-- $1 comment_id uuid
-- -> reports bigint | index comment_report_once
SELECT count(*) AS reports
FROM newsroom.comment_report r JOIN newsroom.account w ON w.id = r.account_id
WHERE r.comment_id = $1 AND r.answered_at IS NULL AND (
    w.role <> 'reader' OR w.standing = 'trusted'
    OR EXISTS (SELECT FROM newsroom.comment c WHERE c.account_id = w.id AND c.status = 'approved'))
