-- correction/insert: a public note under an article.
-- $1 id uuid | $2 article_id uuid | $3 kind text | $4 note text | $5 revision integer | $6 created_at timestamptz
-- -> nothing
INSERT INTO newsroom.correction (id, article_id, kind, note, revision, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
