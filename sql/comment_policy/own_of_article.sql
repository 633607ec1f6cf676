-- comment_policy/own_of_article: where an article departs from its section.
-- $1 article_id uuid
-- -> policy text, close_after_days integer, revision integer | index article_comment_policy_pkey
SELECT policy, close_after_days, revision FROM newsroom.article_comment_policy WHERE article_id = $1
