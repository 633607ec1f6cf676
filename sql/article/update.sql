-- article/update: an article after a change; touches no row when somebody else has changed it since.
-- $1 id uuid | $2 expected_revision integer | $3 slug text | $4 headline text | $5 standfirst text | $6 body text | $7 tags text[]
-- $8 section_id uuid | $9 author_id uuid | $10 status text | $11 revision integer
-- $12 publish_at timestamptz | $13 published_at timestamptz | $14 corrected_at timestamptz | $15 withdrawn_at timestamptz
-- $16 withdrawal_reason text | $17 updated_at timestamptz
-- -> nothing | index article_pkey
UPDATE newsroom.article SET
    slug = $3, headline = $4, standfirst = $5, body = $6, tags = $7, section_id = $8, author_id = $9, status = $10, revision = $11,
    publish_at = $12, published_at = $13, corrected_at = $14, withdrawn_at = $15, withdrawal_reason = $16, updated_at = $17
WHERE id = $1 AND revision = $2
