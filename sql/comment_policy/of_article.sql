-- comment_policy/of_article: how an article takes comments, by its own policy or its section's.
-- $1 article_id uuid
-- -> is_public boolean, policy text, takes_guests boolean, closes_at timestamptz | index article_pkey
SELECT newsroom.is_public(a.status) AS is_public, c.policy, c.takes_guests, c.closes_at
FROM newsroom.article a JOIN newsroom.commenting c ON c.article_id = a.id
WHERE a.id = $1
