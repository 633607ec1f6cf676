-- author/by_slug: one author.
-- $1 slug text
-- -> id uuid, slug text, name text, bio text | index author_slug_key
SELECT id, slug, name, bio FROM newsroom.author WHERE slug = $1
