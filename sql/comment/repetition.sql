-- comment/repetition: how often the same words came lately, but for one comment; a hundred count as many.
-- $1 fingerprint bytea | $2 account_id uuid | $3 except uuid | $4 window_seconds bigint
-- -> own bigint, others bigint | index comment_fingerprint
SELECT count(*) FILTER (WHERE same.account_id = $2) AS own, count(*) FILTER (WHERE same.account_id <> $2) AS others
FROM (
    SELECT c.account_id FROM newsroom.comment c
    WHERE c.fingerprint = $1 AND c.id <> $3 AND c.status <> 'removed' AND c.created_at > now() - $4::bigint * interval '1 second'
    LIMIT 100) same
