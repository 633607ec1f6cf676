-- comment/items: some comments as moderators see them.
-- $1 ids uuid[]
-- -> id uuid, item text | index comment_pkey
SELECT c.id, newsroom.moderation_data(c)::text AS item
FROM newsroom.comment c WHERE c.id = ANY ($1::uuid[])
