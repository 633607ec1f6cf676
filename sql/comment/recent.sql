-- comment/recent: the newest comments of an account.
-- $1 account_id uuid | $2 limit integer
-- -> id uuid, item text | index comment_account
SELECT c.id, newsroom.moderation_data(c)::text AS item
FROM newsroom.comment c WHERE c.account_id = $1
ORDER BY c.created_at DESC, c.id DESC
LIMIT $2::integer
