-- comment/roots_newest: threads of an article in which the reader gets to see anything, newest first, strictly after a place.
-- $1 article_id uuid | $2 reader uuid, whose own comments show, or NULL | $3 after bigint, microseconds since 1970, exclusive with $4
-- $4 after_id uuid | $5 limit integer, 1...101
-- -> id uuid, created_microseconds bigint | index comment_roots
SELECT c.id, (extract(epoch FROM c.created_at) * 1000000)::bigint AS created_microseconds
FROM newsroom.comment c
WHERE c.article_id = $1 AND c.parent_id IS NULL
    AND (c.status = 'approved' OR EXISTS (
        SELECT FROM newsroom.comment d
        WHERE d.root_id = c.id AND (d.status = 'approved' OR d.account_id = $2 AND d.status <> 'removed')))
    AND (c.created_at, c.id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid)
ORDER BY c.created_at DESC, c.id DESC
LIMIT $5::integer
