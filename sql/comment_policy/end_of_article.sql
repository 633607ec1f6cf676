-- comment_policy/end_of_article: an article departs from its section no more; touches no row when somebody else has changed it since.
-- $1 article_id uuid | $2 revision integer
-- -> nothing | index article_comment_policy_pkey
DELETE FROM newsroom.article_comment_policy WHERE article_id = $1 AND revision = $2
