-- comment/ancestors: what a comment answers, from its thread's first comment on.
-- $1 id uuid
-- -> id uuid, item text | index comment_pkey
WITH RECURSIVE above AS (
    SELECT parent_id FROM newsroom.comment WHERE id = $1
    UNION ALL
    SELECT c.parent_id FROM above JOIN newsroom.comment c ON c.id = above.parent_id
)
SELECT c.id, newsroom.moderation_data(c)::text AS item
FROM above JOIN newsroom.comment c ON c.id = above.parent_id
ORDER BY c.depth
