-- comment_policy/set_of_article: how an article departs from its section from now on; no row when somebody else has changed it since.
-- $1 article_id uuid | $2 policy text | $3 close_after_days integer | $4 revision integer
-- -> revision integer
INSERT INTO newsroom.article_comment_policy AS p (article_id, policy, close_after_days, revision) VALUES ($1, $2, $3, $4)
ON CONFLICT (article_id) DO UPDATE
    SET policy = excluded.policy, close_after_days = excluded.close_after_days, revision = excluded.revision
    WHERE p.revision = excluded.revision - 1
RETURNING p.revision
