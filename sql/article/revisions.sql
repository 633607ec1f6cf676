-- article/revisions: what an article said after each change, oldest first.
-- $1 article_id uuid
-- -> number integer, headline text, standfirst text, body text, tags text[], slug text, section_slug text
-- -> status text, changed_by text, changed_at timestamptz | index article_revision_pkey
SELECT number, headline, standfirst, body, tags, slug, section_slug, status, changed_by, changed_at
FROM newsroom.article_revision
WHERE article_id = $1
ORDER BY number
