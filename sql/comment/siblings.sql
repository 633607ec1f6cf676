-- comment/siblings: other answers to what a comment answers, nearest in time.
-- $1 id uuid | $2 limit integer
-- -> id uuid, item text | index comment_thread
SELECT c.id, newsroom.moderation_data(c)::text AS item
FROM newsroom.comment asked JOIN newsroom.comment c
    ON c.root_id = asked.root_id AND c.parent_id = asked.parent_id AND c.id <> asked.id
WHERE asked.id = $1
ORDER BY abs(extract(epoch FROM c.created_at - asked.created_at)), c.id
LIMIT $2::integer
