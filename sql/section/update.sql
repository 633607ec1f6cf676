-- section/update: a section after one change; touches no row when somebody else has changed it since.
-- $1 id uuid | $2 slug text | $3 title text | $4 summary text | $5 revision integer | $6 updated_at timestamptz
-- -> nothing | index section_pkey
UPDATE newsroom.section SET slug = $2, title = $3, summary = $4, revision = $5, updated_at = $6
WHERE id = $1 AND revision = $5 - 1
