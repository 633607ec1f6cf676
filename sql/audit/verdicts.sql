-- audit/verdicts: how often moderators have approved and rejected an account's comments: of each the last decision that was not taken back.
-- $1 account_id uuid
-- -> status text, comments bigint | index audit_account
SELECT last.to_status AS status, count(*) AS comments
FROM (
    SELECT DISTINCT ON (d.comment_id) d.to_status FROM newsroom.audit d
    WHERE d.account_id = $1 AND d.action = 'decide' AND NOT EXISTS (SELECT FROM newsroom.audit u WHERE u.undoes = d.id)
    ORDER BY d.comment_id, d.number DESC) last
GROUP BY last.to_status
