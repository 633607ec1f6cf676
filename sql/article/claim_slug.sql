-- article/claim_slug: gives an address to an article for good; no row when another one has or had it.
-- $1 slug text | $2 article_id uuid
-- -> slug text
INSERT INTO newsroom.article_slug AS used (slug, article_id) VALUES ($1, $2)
ON CONFLICT (slug) DO UPDATE SET article_id = excluded.article_id WHERE used.article_id = excluded.article_id
RETURNING used.slug
