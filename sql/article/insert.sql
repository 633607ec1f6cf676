-- article/insert: a new article.
-- $1 id uuid | $2 slug text | $3 headline text | $4 standfirst text | $5 body text | $6 tags text[]
-- $7 section_id uuid | $8 author_id uuid | $9 status text | $10 revision integer
-- $11 publish_at timestamptz | $12 published_at timestamptz | $13 corrected_at timestamptz | $14 withdrawn_at timestamptz
-- $15 withdrawal_reason text | $16 created_at timestamptz | $17 updated_at timestamptz
-- -> nothing
INSERT INTO newsroom.article (
    id, slug, headline, standfirst, body, tags, section_id, author_id, status, revision,
    publish_at, published_at, corrected_at, withdrawn_at, withdrawal_reason, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
