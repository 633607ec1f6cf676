-- section/insert: a new section, at the end of the paper.
-- $1 id uuid | $2 slug text | $3 title text | $4 summary text | $5 revision integer | $6 updated_at timestamptz
-- -> nothing
INSERT INTO newsroom.section (id, slug, title, summary, revision, updated_at)
VALUES ($1, $2, $3, $4, $5, $6)
