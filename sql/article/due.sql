-- article/due: locks drafts whose time has come, and that nobody else holds, the most overdue first.
-- $1 now timestamptz | $2 limit integer
-- -> id uuid | index article_due
SELECT id FROM newsroom.article
WHERE status = 'draft' AND publish_at <= $1
ORDER BY publish_at, id
LIMIT $2::integer
FOR UPDATE SKIP LOCKED
