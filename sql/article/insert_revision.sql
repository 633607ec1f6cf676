-- article/insert_revision: what an article says now.
-- $1 article_id uuid | $2 number integer | $3 headline text | $4 standfirst text | $5 body text | $6 tags text[]
-- $7 slug text | $8 section_slug text | $9 status text | $10 changed_by text | $11 changed_at timestamptz
-- -> nothing
INSERT INTO newsroom.article_revision (
    article_id, number, headline, standfirst, body, tags, slug, section_slug, status, changed_by, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
