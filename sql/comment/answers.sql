-- comment/answers: answers to a comment, oldest first.
-- $1 id uuid | $2 limit integer
-- -> id uuid, item text | index comment_thread
SELECT c.id, newsroom.moderation_data(c)::text AS item
FROM newsroom.comment asked JOIN newsroom.comment c ON c.root_id = asked.root_id AND c.parent_id = asked.id
WHERE asked.id = $1
ORDER BY c.created_at, c.id
LIMIT $2::integer
