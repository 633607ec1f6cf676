-- article/free_slug: the first of some addresses that no article has or had.
-- $1 candidates text[]
-- -> slug text | index article_slug_used
SELECT candidate AS slug
FROM unnest($1::text[]) WITH ORDINALITY AS list (candidate, place)
WHERE NOT EXISTS (SELECT FROM newsroom.article_slug used WHERE used.slug = list.candidate)
ORDER BY place
LIMIT 1
