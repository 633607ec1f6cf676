-- event/page_after: the events after a position, oldest first.
-- $1 after bigint, exclusive | $2 limit integer, 1...1000
-- -> position bigint, token text, type text, subject text, topics text[], at timestamptz, revision integer
-- -> data jsonb, takedown boolean | index log_pkey
SELECT e.position, e.token, e.type, e.subject, e.topics, e.at, e.revision, e.data, e.takedown
FROM feed.event e
WHERE e.position > $1
ORDER BY e.position
LIMIT $2::integer
